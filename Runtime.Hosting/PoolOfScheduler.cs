using Microsoft.Extensions.Options;

namespace Baton.Hosting;

/// <summary>Refuses a scheduler whose pool the host does not have.</summary>
internal sealed class PoolOfScheduler(string scheduler, HostedNames names) : IValidateOptions<HostedSchedulerOptions>
{
    public ValidateOptionsResult Validate(string? name, HostedSchedulerOptions options)
    {
        if (name != scheduler)
        {
            return ValidateOptionsResult.Skip;
        }

        string there = names.Pools.Count == 0 ? "It has none" : $"It has: {string.Join(", ", names.Pools.Order(StringComparer.Ordinal))}";
        return options.Pool is null || names.Pools.Contains(options.Pool)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"The scheduler '{scheduler}' names the pool '{options.Pool}', which the host does not have. {there}.");
    }
}
