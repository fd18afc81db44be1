using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Baton.Hosting;

/// <summary>Binds options from a configuration. A wrong value, or a name that nothing has, is told with its path.</summary>
internal static class ConfigurationBinding
{
    private static readonly string[] s_own =
    [
        nameof(BatonHostingOptions.DrainTimeout), nameof(BatonHostingOptions.LogFailures), nameof(BatonHostingOptions.LogFindings),
        nameof(BatonHostingOptions.LogWaitsLongerThan), nameof(BatonHostingOptions.LookEvery), "Pools", "Schedulers",
    ];

    private static readonly string[] s_pools =
    [
        nameof(CoroutineThreadPoolOptions.Name), nameof(CoroutineThreadPoolOptions.MinThreads),
        nameof(CoroutineThreadPoolOptions.MaxThreads), nameof(CoroutineThreadPoolOptions.StackSize),
        nameof(CoroutineThreadPoolOptions.IdleTimeout), nameof(CoroutineThreadPoolOptions.QueueLimit),
        nameof(CoroutineThreadPoolOptions.DisposeTimeout),
    ];

    private static readonly string[] s_schedulers =
    [
        nameof(HostedSchedulerOptions.Pool), nameof(HostedSchedulerOptions.Blocking), nameof(HostedSchedulerOptions.LongTurn),
        nameof(HostedSchedulerOptions.DisposeTimeout),
    ];

    internal static void Bind(IConfiguration configuration, BatonHostingOptions options) =>
        Bind(configuration, options, s_own, static (from, to) => from.Bind(to));

    internal static void Bind(IConfiguration configuration, CoroutineThreadPoolOptions options) =>
        Bind(configuration, options, s_pools, static (from, to) => from.Bind(to));

    internal static void Bind(IConfiguration configuration, HostedSchedulerOptions options) =>
        Bind(configuration, options, s_schedulers, static (from, to) => from.Bind(to));

    private static void Bind<T>(IConfiguration configuration, T options, string[] known, Action<IConfiguration, T> bind)
    {
        string where = configuration is IConfigurationSection section ? section.Path : "the configuration";
        if (configuration.GetChildren().FirstOrDefault(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } other)
        {
            throw Invalid<T>($"{other.Path} is no setting of Baton's. There are: {string.Join(", ", known)}.");
        }

        try
        {
            bind(configuration, options);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException)
        {
            throw Invalid<T>($"{where}: {(e.InnerException is ArgumentException inner ? inner : e).Message}");
        }
    }

    private static OptionsValidationException Invalid<T>(string message) => new(typeof(T).Name, typeof(T), [message]);
}
