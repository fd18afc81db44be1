namespace Baton;

/// <summary>
/// Brings the end of a block that ends on a thread without its scheduler's baton, and is the task for which that thread waits: it ends when
/// the scope's last function has ended. The coroutine with the block was resumed, or is unwound, elsewhere.
/// </summary>
/// <remarks>
/// <para>It is made with the scope, since the end of a block must not fail for want of memory.</para>
/// <para>An errand ends the task: the wait's end may pass the baton of another scheduler, and the thread that finds the scope drained still
/// has one in hand.</para>
/// </remarks>
internal sealed class DrainedScope(ScopeCore scope) : TaskCompletionSource<Nothing>(new TaskEnd()), IErrand, IArrival
{
    /// <summary>What the block threw. Null: nothing. Written by the block's thread, before this arrives.</summary>
    internal ThrownFault? Fault { get; private set; }

    /// <summary>Does a frame with a thread of the scheduler's pool wait for this? Written as <see cref="Fault"/>.</summary>
    internal bool IsHurried { get; private set; }

    /// <summary>Cancels the scope if the frame that waits is canceled.</summary>
    internal ScopeWord Cancellation { get; } = new(scope);

    IErrand? IErrand.Next { get; set; }

    IArrival? IArrival.Earlier { get; set; }

    /// <summary>The block's thread, before this arrives.</summary>
    /// <param name="fault">What the block threw. Null: nothing.</param>
    /// <param name="me">The frame of another scheduler that is about to wait for the end. Null: none.</param>
    internal void Begin(ThrownFault? fault, FrameCore? me)
    {
        Fault = fault;
        IsHurried = me?.HasThreadOf(scope.Scheduler!.Pool) == true;
    }

    void IErrand.Run()
    {
        using Elsewhere elsewhere = TaskEnd.Tell(this);
        TrySetResult(default);
    }

    void IArrival.Accept(SchedulerCore scheduler) => scope.EndBlockElsewhere(this);

    // No frame is left, and no thread will ever have the baton. So what belongs to the holder belongs to the block's thread.
    void IArrival.Refuse(SchedulerCore scheduler) => scope.EndBlockElsewhere(this);
}
