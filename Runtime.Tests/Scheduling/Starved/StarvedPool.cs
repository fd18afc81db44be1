namespace Baton.Tests;

/// <summary>For child processes: a .NET thread pool of which nothing is to be had any more.</summary>
internal static class StarvedPool
{
    /// <summary>Blocks all threads that the pool may have, for good.</summary>
    internal static void Exhaust()
    {
        ThreadPool.SetMinThreads(2, 2);
        ThreadPool.SetMaxThreads(4, 4);
        CountdownEvent taken = new(4);
        Block(4, () => taken.Signal());
        taken.Wait();
    }

    /// <summary>Leaves the pool as it is, and blocks whatever it has, and will have in the next minutes.</summary>
    internal static void Flood() => Block(400, () => { });

    private static void Block(int count, Action begun)
    {
        for (int i = 0; i < count; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    begun();
                    Blocking.For(Timeout.Infinite);
                },
                null);
        }
    }
}
