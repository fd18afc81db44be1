namespace Baton.Tests.Itself;

/// <summary>Runs functions side by side, each on a new thread: what the library keeps by thread is new in each schedule.</summary>
internal static class Strands
{
    /// <summary>Returns when all have ended. What one throws fails the schedule.</summary>
    internal static void Run(params ReadOnlySpan<(string Name, Action Body)> all)
    {
        Thread[] threads = new Thread[all.Length];
        for (int i = 0; i < all.Length; i++)
        {
            Action body = all[i].Body;
            threads[i] = new Thread(() => body()) { Name = all[i].Name, IsBackground = false };
        }

        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }
}
