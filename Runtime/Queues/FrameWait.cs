namespace Baton;

/// <summary>The wait of a frame, which suspends for as long.</summary>
/// <remarks>
/// <para>Who wakes it while he holds the baton of the same scheduler makes it ready himself: it costs no more than the one switch. Everybody else, and
/// the frame itself when its wait is over before it has begun, leaves an arrival. A cancellation of the frame withdraws it; an item that came first is
/// not lost, and the cancellation waits for the frame's next suspension.</para>
/// <para>While a select sets its timer, the code of the user's clock runs, and may wake others. That leaves arrivals too: what arrived before them may
/// be for the frame that selects, and must find it waiting.</para>
/// </remarks>
internal sealed class FrameWait(FrameCore frame) : CallWait, IFrameWait, IArrival
{
    private string _what = "";

    IArrival? IArrival.Earlier { get; set; }

    internal override TimeProvider Clock => frame.Scheduler.Options.TimeProvider;

    internal static FrameWait BeginIn(FrameCore frame, string what, bool isOwn)
    {
        frame.EnterOutsideWait();
        FrameWait wait = isOwn ? new FrameWait(frame) : (FrameWait)(frame.Seat.SpareQueueWait ??= new FrameWait(frame));
        wait._what = what;
        frame.Seat.IsBeginningWait = isOwn; // a select's, which sets a timer of the user's clock
        wait.Reopen();
        return wait;
    }

    internal override void Await() => frame.AwaitOutside(this, _what);

    protected override void Leave() => frame.Seat.IsBeginningWait = false;

    internal override void ThrowWithdrawn() => frame.Cancellation.ThrowIfPending();

    bool IFrameWait.TryWithdraw() => TryClaim(Withdrawn);

    internal override void Wake()
    {
        SchedulerCore scheduler = frame.Scheduler;
        if (FrameCore.Current is { State: FrameState.Running, Seat.IsBeginningWait: false } me && me != frame && me.Scheduler == scheduler)
        {
            scheduler.LookAtArrivals(); // what came before it goes before it
            scheduler.MakeReady(frame);
        }
        else
        {
            scheduler.Arrive(this);
        }
    }

    void IArrival.Accept(SchedulerCore scheduler) => scheduler.MakeReady(frame);

    void IArrival.Refuse(SchedulerCore scheduler)
    {
        // a frame that waits keeps its scheduler open
    }
}
