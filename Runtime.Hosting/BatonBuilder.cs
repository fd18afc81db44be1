using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Baton.Hosting;

/// <summary>Adds pools and schedulers by name to a host's services. One thread at a time, while the services are registered.</summary>
public sealed class BatonBuilder
{
    private readonly HostedNames _names;

    internal BatonBuilder(IServiceCollection services, HostedNames names) => (Services, _names) = (services, names);

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Adds a pool: a keyed singleton <see cref="CoroutineThreadPool"/>, made when the host starts and disposed when it stops. To add a
    /// name once more adds to its settings.
    /// </summary>
    /// <param name="name">Its name, and its key.</param>
    /// <param name="configure">Sets its options, after the configuration. Default: nothing more is set.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public BatonBuilder AddPool(string name, Action<CoroutineThreadPoolOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        OptionsBuilder<CoroutineThreadPoolOptions> options = Services.AddOptions<CoroutineThreadPoolOptions>(name);
        if (_names.Pools.Add(name))
        {
            options.Configure(one => one.Name = name).ValidateOnStart();
            Services.AddKeyedSingleton(name, static (services, key) => MakePool(services, (string)key!));
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        return this;
    }

    /// <summary>
    /// Adds a scheduler: keyed singletons <see cref="CoroutineScheduler"/>, made when the host starts and drained when it stops, and
    /// <see cref="CoroutineSchedulerOptions"/>, for runs of their own with the same settings. To add a name once more adds to its settings.
    /// </summary>
    /// <param name="name">Its name, and its key.</param>
    /// <param name="configure">Sets its options, after the configuration. Default: nothing more is set.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public BatonBuilder AddScheduler(string name, Action<HostedSchedulerOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        OptionsBuilder<HostedSchedulerOptions> options = Services.AddOptions<HostedSchedulerOptions>(name);
        if (_names.Schedulers.Add(name))
        {
            options.ValidateOnStart();
            Services.AddSingleton<IValidateOptions<HostedSchedulerOptions>>(new PoolOfScheduler(name, _names));
            Services.AddKeyedSingleton(name, static (services, key) => MakeOptions(services, (string)key!));
            Services.AddKeyedSingleton(
                name, static (services, key) => new CoroutineScheduler(services.GetRequiredKeyedService<CoroutineSchedulerOptions>(key)));
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        return this;
    }

    /// <summary>Adds what a configuration section has: <c>Pools</c> and <c>Schedulers</c> by name, and the host's own settings.</summary>
    internal BatonBuilder AddFrom(IConfiguration configuration)
    {
        Services.AddOptions<BatonHostingOptions>().Configure(options => ConfigurationBinding.Bind(configuration, options));
        foreach (IConfigurationSection pool in configuration.GetSection("Pools").GetChildren())
        {
            AddPool(pool.Key, options => ConfigurationBinding.Bind(pool, options));
        }

        foreach (IConfigurationSection scheduler in configuration.GetSection("Schedulers").GetChildren())
        {
            AddScheduler(scheduler.Key, options => ConfigurationBinding.Bind(scheduler, options));
        }

        return this;
    }

    // What each setting may be, its setter knows; what they may be together, the pool does.
    private static CoroutineThreadPool MakePool(IServiceProvider services, string name)
    {
        CoroutineThreadPoolOptions options = Options<CoroutineThreadPoolOptions>(services, name);
        try
        {
            return new CoroutineThreadPool(options);
        }
        catch (ArgumentException e)
        {
            throw new OptionsValidationException(name, typeof(CoroutineThreadPoolOptions), [$"The pool '{name}': {e.Message}"]);
        }
    }

    private static CoroutineSchedulerOptions MakeOptions(IServiceProvider services, string name)
    {
        HostedSchedulerOptions options = Options<HostedSchedulerOptions>(services, name);
        return options.ToScheduler(
            name,
            options.Pool is { } pool ? services.GetRequiredKeyedService<CoroutineThreadPool>(pool) : null,
            services.GetService<TimeProvider>() ?? TimeProvider.System);
    }

    private static T Options<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(
        IServiceProvider services, string name)
        where T : class => services.GetRequiredService<IOptionsMonitor<T>>().Get(name);
}
