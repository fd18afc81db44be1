namespace Baton.Tests;

/// <summary>Base of the tests on a cluster: two silos and a client, which they share. After each no body is left.</summary>
public abstract class ClusterTest
{
    private static readonly Lazy<Task<Cluster>> s_shared = new(static () => Cluster.StartAsync(
        configure: static options => options.DrainTimeout = TimeSpan.FromMilliseconds(200)));

    public required TestContext TestContext { get; init; }

    /// <summary>The cluster that tests share.</summary>
    private protected static Cluster Shared => s_shared.Value.Result;

    /// <summary>A new grain of the shared cluster.</summary>
    private protected static IProbe NewProbe() => NewProbe<IProbe>();

    private protected static T NewProbe<T>()
        where T : IProbe => Shared.Client.GetGrain<T>(Guid.NewGuid());

    [TestInitialize]
    public void Deploy() => _ = Shared;

    [TestCleanup]
    public void NothingIsLeft()
    {
        Eventually.True(static () => Shared.LiveBodies == 0, "no body is left");
        Scripts.Clear();
    }

    /// <summary>Plays a script in a grain, as an ordinary call.</summary>
    private protected static Task Play(IProbe probe, Func<ProbeBase, Task> script, CancellationToken cancellationToken = default) =>
        Play(probe, (grain, _) => script(grain), cancellationToken);

    private protected static Task Play(
        IProbe probe, Func<ProbeBase, CancellationToken, Task> script, CancellationToken cancellationToken = default) =>
        probe.Play(Scripts.Add(script), cancellationToken);

    /// <summary>Plays a script as the body of a new grain.</summary>
    private protected static Task PlayBody(Action<ProbeBase> body) => Play(NewProbe(), grain => grain.RunBlocking(() => body(grain)));

    private protected static Func<ProbeBase, CancellationToken, Task> Nothing => static (_, _) => Task.CompletedTask;
}
