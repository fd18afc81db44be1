namespace Baton;

/// <summary>
/// Which waits only a thread of the scheduler's own pool can end: those for the pool's work, and for frames of other schedulers of that
/// pool. When the waiting frames have all threads, such a wait is a deadlock.
/// </summary>
/// <remarks>
/// <para>A cancellation could end such a wait too. It is not waited for, as with frames that wait for each other.</para>
/// <para>A task that is made of others, as by <see cref="Task.WhenAll(Task[])"/>, does not show what it waits for. Nor does a frame
/// that blocks.</para>
/// </remarks>
internal static class PoolWait
{
    /// <summary>
    /// Holder: the work, or the frame, that must have a thread of the pool for <paramref name="task"/> to end. Null: none.
    /// </summary>
    internal static object? Find(FrameCore me, Task task) => (task.AsyncState is TaskEnd end ? end.Owner : task.AsyncState) switch
    {
        WorkItem work when work.Pool == me.Scheduler.Pool => work,
        FrameCore frame when frame.Scheduler.Pool == me.Scheduler.Pool && frame.Scheduler.IsOnPool => frame,
        _ => null,
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
