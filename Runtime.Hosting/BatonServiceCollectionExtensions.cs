using System.Diagnostics.Metrics;
using Baton.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Baton to a host's services.</summary>
public static class BatonServiceCollectionExtensions
{
    /// <summary>
    /// Adds Baton: pools and schedulers that are added by name, a hosted service that makes them at the start and drains them at the stop,
    /// logging under the category <c>Baton</c>, and gauges in the meter <c>Baton</c>. Call it before services that use these are added: a
    /// host stops its services in the reverse order. May be called several times.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <returns>A builder for pools and schedulers.</returns>
    public static BatonBuilder AddBaton(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<BatonHostingOptions>().ValidateOnStart();
        return new BatonBuilder(services, NamesOf(services));
    }

    /// <summary>As <see cref="AddBaton(IServiceCollection)"/>, with settings of what is logged, and how long draining takes.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>A builder for pools and schedulers.</returns>
    public static BatonBuilder AddBaton(this IServiceCollection services, Action<BatonHostingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        BatonBuilder builder = services.AddBaton();
        services.Configure(configure);
        return builder;
    }

    /// <summary>
    /// As <see cref="AddBaton(IServiceCollection)"/>, with the settings, pools and schedulers of a
    /// configuration section: <c>Pools</c> and <c>Schedulers</c> have a section for each name. What is wrong there fails the host's start,
    /// with its path; so does a setting that does not exist.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The section.</param>
    /// <returns>A builder for pools and schedulers.</returns>
    public static BatonBuilder AddBaton(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services.AddBaton().AddFrom(configuration);
    }

    // The first call adds the service that holds all together.
    private static HostedNames NamesOf(IServiceCollection services)
    {
        if (services.FirstOrDefault(static one => one.ServiceType == typeof(HostedNames))?.ImplementationInstance is HostedNames names)
        {
            return names;
        }

        names = new HostedNames();
        services.AddSingleton(names);
        services.AddSingleton(static provider => new FrameGauges(
            provider.GetRequiredService<HostedNames>(), provider.GetService<IMeterFactory>()));
        services.AddSingleton<IHostedService, BatonService>();
        return names;
    }
}
