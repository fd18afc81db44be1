namespace Baton.Hosting;

/// <summary>The pools and schedulers of a host. Written while the services are registered, then read.</summary>
internal sealed class HostedNames
{
    internal HashSet<string> Pools { get; } = new(StringComparer.Ordinal);

    internal HashSet<string> Schedulers { get; } = new(StringComparer.Ordinal);
}
