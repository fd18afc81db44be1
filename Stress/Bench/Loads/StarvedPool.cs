namespace Baton.Stress;

/// <summary>The .NET thread pool after something has starved it: large, and it shrinks only when idle.</summary>
internal static class StarvedPool
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>Returns once it is near its base again: what is measured next has none of the threads that others have made.</summary>
    internal static void Settle() => SpinWait.SpinUntil(
        () =>
        {
            Thread.Sleep(100);
            return ThreadPool.ThreadCount <= Environment.ProcessorCount + 4;
        },
        s_patience);
}
