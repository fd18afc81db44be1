using Baton.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Baton's health check.</summary>
public static class BatonHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a health check of all coroutines and frames of the process. It says unhealthy when some are in a proved deadlock; degraded when
    /// some are stuck or old, or a pool has no thread left for what waits; else healthy. It looks without stacks, and blocks for
    /// <see cref="BatonHealthCheckOptions.Patience"/> at most.
    /// </summary>
    /// <param name="builder">The builder of the health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What a deadlock is reported as. Default: null, unhealthy.</param>
    /// <param name="tags">To choose checks by. Default: none.</param>
    /// <param name="configure">Sets the options. Default: nothing is set.</param>
    /// <returns>The builder.</returns>
    public static IHealthChecksBuilder AddBaton(
        this IHealthChecksBuilder builder,
        string name = "baton",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        Action<BatonHealthCheckOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }

        return builder.AddCheck<BatonHealthCheck>(name, failureStatus, tags ?? []);
    }
}
