using System.Diagnostics;

namespace Baton.Stress;

/// <summary>
/// Two hundred bodies at once, each of twenty reads that take ten milliseconds: bridged, as asynchronous code, and blocking the .NET
/// thread pool, which starves and keeps its new threads for a while: so its turn comes once, and last.
/// </summary>
internal static class BridgeBench
{
    private const int Bodies = 200;
    private const int Reads = 20;

    internal static IEnumerable<Comparison> All(Rounds rounds)
    {
        const string Name = "200 bodies of 20 reads of 10 ms, by SyncBridge";
        Comparison asynchronous = rounds.Compare(Name, "asynchronous code", "ms", 2, Bridge, Await);
        yield return asynchronous;
        yield return new Comparison(Name, "Task.Run and blocking reads", "ms", 0.2, Medians.Of([(asynchronous.Medians.Ours, Block())]));
    }

    private static double Bridge() => Timed(static () => SyncBridge.RunAsync(new SlowStream(), Read));

    private static double Await() => Timed(static async () =>
    {
        using SlowStream stream = new();
        byte[] one = new byte[1];
        for (int i = 0; i < Reads; i++)
        {
            await stream.ReadExactlyAsync(one).ConfigureAwait(false);
        }
    });

    private static double Block() => Timed(static () => Task.Run(static () => Read(new SlowStream())));

    private static void Read(Stream stream)
    {
        byte[] one = new byte[1];
        for (int i = 0; i < Reads; i++)
        {
            stream.ReadExactly(one);
        }
    }

    private static double Timed(Func<Task> body)
    {
        long start = Stopwatch.GetTimestamp();
        Task.WhenAll(Enumerable.Range(0, Bodies).Select(_ => body())).GetAwaiter().GetResult();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
