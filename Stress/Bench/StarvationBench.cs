using System.Diagnostics;

namespace Baton.Stress;

/// <summary>
/// Sixty calls that block for 200 ms on asynchronous code: in frames, and on the .NET thread pool, which they starve. It recovers slowly
/// and keeps its new threads for a while: so the pool's turn comes once, and last.
/// </summary>
internal static class StarvationBench
{
    private const int Waits = 60;
    private const int Milliseconds = 200;

    internal static IEnumerable<Comparison> All(Rounds rounds)
    {
        StarvedPool.Settle();
        int before = ThreadPool.ThreadCount;
        Comparison awaited = rounds.Alone("awaited", "ms", 0, ByRunAsync);
        int grownByAwaiting = ThreadPool.ThreadCount - before;
        Comparison blocked = rounds.Alone("blocked", "ms", 0, ByYielding);
        int grownByBlocking = ThreadPool.ThreadCount - before - grownByAwaiting;
        double pool = ByThreadPool();
        yield return Against(pool, awaited, "60 waits of 200 ms, RunAsync and Await");
        yield return Against(pool, blocked, "60 waits of 200 ms, blocking mode Yield and .Result");
        yield return Threads(grownByAwaiting, "more pool threads, RunAsync and Await");
        yield return Threads(grownByBlocking, "more pool threads, blocking mode Yield and .Result");
    }

    private static Comparison Against(double pool, Comparison ours, string name) =>
        new(name, ".Result on the thread pool", "ms", 0.05, Medians.Of([(ours.Medians.Ours, pool)]));

    private static Comparison Threads(int grown, string name) => new(name, string.Empty, "threads", 3, Medians.Of([(grown, 1)]));

    private static double ByRunAsync() => Timed(() => Task.WaitAll(
        [.. Enumerable.Range(0, Waits).Select(_ => CoroutineScheduler.RunAsync(static () => WaitAsync().Await()))]));

    private static double ByYielding() => Timed(() => CoroutineScheduler.Run(
        static () =>
        {
            for (int i = 0; i < Waits; i++)
            {
#pragma warning disable BATON004 // what is measured: unmodified code in mode Yield
                Coroutine.Async(static () => WaitAsync().Result);
#pragma warning restore BATON004
            }
        },
        new CoroutineSchedulerOptions { Blocking = BlockingMode.Yield }));

    private static double ByThreadPool() => Timed(() => Task.WaitAll(
        [.. Enumerable.Range(0, Waits).Select(_ => Task.Run(static () => WaitAsync().Result))]));

    // What comes after the delay goes through the pool's queue, as after most I/O, and not with the timer's own, preferred, work.
    private static async Task<int> WaitAsync()
    {
        await Task.Delay(Milliseconds).ConfigureAwait(false);
        await Task.Yield();
        return 1;
    }

    private static double Timed(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
