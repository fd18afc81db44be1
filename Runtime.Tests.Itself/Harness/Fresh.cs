namespace Baton.Tests.Itself;

/// <summary>What a program begins with.</summary>
internal static class Fresh
{
    /// <summary>A pool that looks at no walls of the machine. The library is as in a new process.</summary>
    internal static CoroutineThreadPool Pool(int mostThreads, int idleMilliseconds = Timeout.Infinite) => new(
        new CoroutineThreadPoolOptions
        {
            Name = "Pool",
            MaxThreads = mostThreads,
            IdleTimeout = TimeSpan.FromMilliseconds(idleMilliseconds),
            DisposeTimeout = Timeout.InfiniteTimeSpan,
        },
        new ThreadBudget(static _ => new SeenRoom(1000), new StillClock()),
        static worker => worker.Start());

    /// <summary>Ends the pool, and waits until no thread is left.</summary>
    internal static void End(CoroutineThreadPool pool)
    {
        pool.Dispose();
        SpinWait.SpinUntil(() => pool.LiveThreads == 0);
    }

    private sealed class StillClock : TimeProvider
    {
        public override long GetTimestamp() => 1;
    }
}
