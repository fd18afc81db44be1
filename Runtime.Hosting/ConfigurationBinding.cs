using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Baton.Hosting;

/// <summary>Binds options from a configuration. A wrong value, or a name that nothing has, is told with its path.</summary>
internal static class ConfigurationBinding
{
    private static readonly string[] s_named = ["Pools", "Schedulers"]; // sections with a section for each name

    private static readonly string[] s_times =
    [
        nameof(BatonHostingOptions.DrainTimeout), nameof(BatonHostingOptions.LogWaitsLongerThan), nameof(BatonHostingOptions.LookEvery),
        nameof(CoroutineThreadPoolOptions.IdleTimeout), nameof(CoroutineThreadPoolOptions.DisposeTimeout),
        nameof(HostedSchedulerOptions.LongTurn),
    ];

    private static readonly string[] s_own =
    [
        nameof(BatonHostingOptions.DrainTimeout), nameof(BatonHostingOptions.LogEvents), nameof(BatonHostingOptions.LogFailures),
        nameof(BatonHostingOptions.LogFindings), nameof(BatonHostingOptions.LogWaitsLongerThan), nameof(BatonHostingOptions.LookEvery),
        .. s_named,
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
        if (Refusals(configuration, known) is { Count: > 0 } refusals)
        {
            throw new OptionsValidationException(typeof(T).Name, typeof(T), refusals);
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

    // What the binder would leave out or take for something else.
    private static List<string> Refusals(IConfiguration configuration, string[] known)
    {
        List<string> refusals = [];
        if (configuration is IConfigurationSection { Value: { Length: > 0 } value } whole)
        {
            refusals.Add($"{whole.Path} is '{value}', but it is a section. Its settings are: {string.Join(", ", known)}.");
        }

        foreach (IConfigurationSection child in configuration.GetChildren())
        {
            if (!Has(known, child))
            {
                refusals.Add($"{child.Path} is no setting of Baton's. There are: {string.Join(", ", known)}.");
            }
            else if (Has(s_named, child) && !string.IsNullOrEmpty(child.Value))
            {
                refusals.Add($"{child.Path} is '{child.Value}', but it has a section for each name, with settings in it.");
            }
            else if (!Has(s_named, child) && child.GetChildren().FirstOrDefault() is { } inner)
            {
                refusals.Add($"{inner.Path} is no setting of Baton's: {child.Path} is a single value.");
            }
            else if (Has(s_times, child) && IsDays(child.Value))
            {
                refusals.Add($"{child.Path} is '{child.Value}', which would be days. Write hours:minutes:seconds, such as 00:00:05.");
            }
            else if (Has(s_times, child) && IsNoTime(child.Value))
            {
                refusals.Add($"{child.Path} is '{child.Value}', which is no time. Write hours:minutes:seconds, such as 00:00:05.");
            }
            else if (IsNoMode(child))
            {
                refusals.Add($"{child.Path} is '{child.Value}'. There are: {string.Join(", ", Enum.GetNames<BlockingMode>())}.");
            }
        }

        return refusals;
    }

    private static bool IsDays(string? value) =>
        int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int days) && days != 0;

    private static bool IsNoTime(string? value) =>
        !string.IsNullOrEmpty(value) && !TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out _);

    private static bool IsNoMode(IConfigurationSection child) =>
        child is { Key: var key, Value: { Length: > 0 } value }
        && key.Equals(nameof(HostedSchedulerOptions.Blocking), StringComparison.OrdinalIgnoreCase)
        && !(Enum.TryParse(value, ignoreCase: true, out BlockingMode mode) && Enum.IsDefined(mode));

    private static bool Has(string[] names, IConfigurationSection section) => names.Contains(section.Key, StringComparer.OrdinalIgnoreCase);

    private static OptionsValidationException Invalid<T>(string message) => new(typeof(T).Name, typeof(T), [message]);
}
