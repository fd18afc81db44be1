namespace Baton;

/// <summary>
/// Which waits only a thread of the scheduler's own pool can end: those for the pool's work, and for frames of other schedulers of that
/// pool. When the waiting frames have all threads, such a wait is a deadlock.
/// </summary>
/// <remarks>
/// <para>A cancellation could end such a wait too. It is not waited for, as with frames that wait for each other.</para>
/// <para>A task that is made of others, as by <see cref="Task.WhenAll(Task[])"/>, does not show what it waits for. Nor does a frame
/// that blocks. <see cref="FullPoolWatch"/> tells of those.</para>
/// </remarks>
internal static class PoolWait
{
    /// <summary>Holder: must the work, or the frame, have a thread of the pool of <paramref name="me"/> to end?</summary>
    internal static bool IsFor(FrameCore me, object? awaited) => awaited switch
    {
        WorkItem work => work.Pool == me.Scheduler.Pool,
        FrameCore frame => frame.Scheduler.Pool == me.Scheduler.Pool && frame.Scheduler.IsOnPool,
        _ => false,
    };

    /// <summary>
    /// Holder, when frames of its scheduler have all threads of the pool: has what <paramref name="me"/> waits for no thread yet? Then none
    /// will come.
    /// </summary>
    internal static bool IsUnbegun(FrameCore me) => me.WaitsFor switch
    {
        WorkItem work => work.IsQueued,
        FrameCore frame => frame.Scheduler.IsUnbegunRun && !frame.IsEnded,
        _ => false,
    };

    /// <summary>Holder: is the word of the end not on its way to <paramref name="me"/>?</summary>
    internal static bool IsPending(FrameCore me) => me.WaitsFor switch
    {
        WorkItem work => work.IsQueued,
        FrameCore frame => !frame.IsEnded,
        _ => false,
    };
}
