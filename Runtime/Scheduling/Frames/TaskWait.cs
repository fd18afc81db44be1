namespace Baton;

/// <summary>A frame's wait for a task. It arrives at the scheduler when the task has ended, unless it was withdrawn first.</summary>
/// <remarks>
/// <para>A frame uses one object for all its waits for tasks, one after the other, until one wait is withdrawn. The arrival of that wait
/// may be on its way, and must find that the frame has another object now.</para>
/// <para>The wait is a synchronous continuation of the task. So it arrives on the completing thread, in the order in which tasks complete,
/// whatever synchronization context that thread has; see <see cref="CompletingThread"/>. A task of the library's has a
/// <see cref="TaskEnd"/>, to which the wait listens.</para>
/// </remarks>
internal sealed class TaskWait(FrameCore frame, CancellationTokenSource withdrawal) : EndListener, IArrival, IFrameWait
{
    IArrival? IArrival.Earlier { get; set; }

    /// <summary>What the frame waits for alone. Null: nothing. The frame's own thread.</summary>
    internal Task? Task { get; set; }

    internal void Begin(Task task)
    {
        if (TaskEnd.Of(task) is not { } end)
        {
            Uninterrupted.Run(static begin => begin.wait.Register(begin.task), (wait: this, task));
        }
        else if (task.IsCompleted || !end.TryListen(this))
        {
            Arrive();
        }
    }

    internal override void OnEnd() => Arrive();

    private void Register(Task task) =>
        QuietContinuation.Hang(task, static (_, wait) => ((TaskWait)wait!).Arrive(), this, withdrawal.Token);

    /// <summary>
    /// Takes the continuation off the task. The object is not used again. Always true, since the frame looks at the task itself.
    /// </summary>
    bool IFrameWait.TryWithdraw()
    {
        Withdraw();
        return true;
    }

    void IFrameWait.Describe(ref WaitFacts facts)
    {
        facts.NeedsAll = true;
        if (Task is { } task)
        {
            facts.Add(task);
        }
    }

    // Interrupted, the continuation stays until the task ends, and then has no effect.
    private void Withdraw()
    {
        TaskEnd.Forget(this);
        Uninterrupted.TakeOff(withdrawal);
    }

    private void Arrive() => frame.Scheduler.Arrive(this);

    void IArrival.Accept(SchedulerCore scheduler) => frame.OnTaskEnded(this);

    void IArrival.Refuse(SchedulerCore scheduler)
    {
        // The wait was withdrawn, and its frame has ended.
    }
}
