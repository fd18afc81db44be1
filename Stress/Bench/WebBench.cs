namespace Baton.Stress;

/// <summary>
/// Five hundred slow clients of a web server whose endpoints use synchronous libraries: over bridges, and by blocking the threads of the
/// .NET pool, which starves, now for five seconds and now for two minutes: so the pool's turn comes once, and last.
/// </summary>
internal static class WebBench
{
    private const string Blocking = "Task.Run, blocking reads";

    internal static IEnumerable<Comparison> All(Rounds rounds)
    {
        StarvedPool.Settle();
        List<WebLoad> ours = [];
        rounds.Alone("bridged", "ms", 0, () =>
        {
            ours.Add(WebLoad.Measure((stream, body, aborted) => SyncBridge.RunAsync(stream, body, aborted), allowSynchronousIO: false));
            return ours[^1].All;
        });
        ours.RemoveAt(0); // the round that does not count
        WebLoad other = WebLoad.Measure((stream, body, aborted) => Task.Run(() => body(stream), aborted), allowSynchronousIO: true);
        yield return Compare("500 slow clients: until all are answered", "ms", 0.5, load => load.All);
        yield return Compare("500 slow clients: until the first is answered", "ms", 0.5, load => load.First);
        yield return Compare("500 slow clients: until half are answered", "ms", 0.5, load => load.Half);
        yield return Compare("500 slow clients: most pool threads", "threads", 0.5, load => load.PoolThreads);
        yield return Compare("500 slow clients: from an abort until the endpoint has ended", "ms", 0.5, load => load.Freed);
        yield return new Comparison(
            "500 slow clients: the same, the slowest", string.Empty, "ms", 1_000, Medians.Of([.. ours.Select(load =>
                (load.SlowestFreed, 1.0))]));

        Comparison Compare(string name, string unit, double bar, Func<WebLoad, double> figure) =>
            new(name, Blocking, unit, bar, Medians.Of([.. ours.Select(load => (figure(load), figure(other)))]));
    }
}
