namespace Baton.Tests;

/// <summary>
/// What a test has left behind: it ends by itself, and tells of failures that nobody saw. Not in the middle of the next test.
/// </summary>
internal static class Leftovers
{
    /// <summary>Returns when all threads of the shared pool are idle, and what is garbage has told.</summary>
    internal static void End()
    {
        Eventually.True(() => CoroutineThreadPool.Shared.Workers.Counts is { } now && now.Idle == now.Live, "all threads come back");
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
