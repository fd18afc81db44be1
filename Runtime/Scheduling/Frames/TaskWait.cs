namespace Baton;

/// <summary>A frame's wait for a task: arrives at the scheduler when the task has ended, unless it was withdrawn first.</summary>
/// <remarks>
/// <para>Fields belong to the holder of the baton. A frame uses one for all its waits, one after the other, until one is withdrawn: the
/// end of that task may be on its way here, and must find that it does not matter any more.</para>
/// <para>It hangs on the task as a synchronous continuation. So it arrives on the completing thread, in the order in which tasks
/// complete, whatever synchronization context that thread has; only a task that runs all continuations asynchronously takes the way over
/// the thread pool.</para>
/// </remarks>
internal sealed class TaskWait(FrameCore frame, CancellationTokenSource withdrawal) : IArrival, IFrameWait
{
    IArrival? IArrival.Earlier { get; set; }

    internal void Begin(Task task) => Uninterrupted.Run(static begin => begin.wait.Register(begin.task), (wait: this, task));

    private void Register(Task task) => task.ContinueWith(
        static (_, wait) => ((TaskWait)wait!).Arrive(),
        this,
        withdrawal.Token, // fired, it takes the continuation off the task
        TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
        TaskScheduler.Default);

    /// <summary>Leaves nothing behind with the task. Not to be used again. Always in time: the frame looks at the task itself.</summary>
    bool IFrameWait.TryWithdraw()
    {
        Withdraw();
        return true;
    }

    private void Withdraw()
    {
        using Quiet quiet = Quiet.Begin();
        try
        {
            withdrawal.Cancel();
        }
        catch (AggregateException) // interrupted at a lock of the task's: the continuation stays until the task ends, and then does nothing
        {
            Thread.CurrentThread.Interrupt();
        }
    }

    private void Arrive() => frame.Scheduler.Arrive(this);

    void IArrival.Accept(SchedulerCore scheduler) => frame.OnTaskEnded(this);

    void IArrival.Refuse(SchedulerCore scheduler)
    {
        // withdrawn, and its frame has ended
    }
}
