namespace Baton;

/// <summary>
/// Does a task wait for a thread of the library's that waits for a lock of the calling thread? The task may be made of others, as by
/// <see cref="Task.WhenAll(Task[])"/>, or be that of an <c>async</c> method.
/// </summary>
internal static class StuckWork
{
    /// <summary>The calling thread runs a static constructor, and is about to wait on.</summary>
    internal static bool IsBehindMe(Task awaited)
    {
        foreach (WorkerPool pool in PoolRegistry.Snapshot())
        {
            foreach (Worker worker in pool.Threads.Busy)
            {
                if (worker.Tenant is { EndsTask: { } task } tenant && TaskLinks.Lead(task, awaited)
                    && StuckCoroutine.IsStuckBehindMe(tenant))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
