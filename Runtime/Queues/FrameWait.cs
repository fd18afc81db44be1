using System.Diagnostics;

namespace Baton;

/// <summary>The wait of a frame, which suspends for as long.</summary>
/// <remarks>
/// <para>A waker that holds the baton of the same scheduler makes the frame ready itself, which costs no more than one switch. Every other
/// waker leaves an arrival, and so does the frame itself when its wait is over before it has begun. A cancellation of the frame withdraws
/// the wait. An item that came first is not lost, and the cancellation waits for the frame's next suspension.</para>
/// <para>While a select sets its timer, the code of the user's clock runs, and may wake other frames. That leaves arrivals too. An earlier
/// arrival may be for the frame that selects, and must find it waiting.</para>
/// </remarks>
[StackTraceHidden]
internal sealed class FrameWait(FrameCore frame) : CallWait, IFrameWait, IArrival
{
    private string _what = ""; // completes "To …"; the frame, when the wait begins

    IArrival? IArrival.Earlier { get; set; }

    internal FrameCore Frame => frame;

    internal override TimeProvider Clock => frame.Scheduler.Clock;

    internal static FrameWait BeginIn(FrameCore frame, string what, bool isOwn)
    {
        frame.EnterOutsideWait();
        FrameWait wait = isOwn ? new FrameWait(frame) : (FrameWait)(frame.Seat.SpareQueueWait ??= new FrameWait(frame));
        wait._what = what;
        frame.Seat.IsBeginningWait = isOwn; // a select's, which sets a timer of the user's clock
        wait.Reopen();
        return wait;
    }

    internal override bool HasLeft => frame.Seat.Left is not null;

    internal override void Await()
    {
        try
        {
            frame.AwaitOutside(this, _what);
        }
        catch (InvalidOperationException) when (HasLeft) // thrown again when nothing is left of the wait
        {
            if (TryClaim(Withdrawn))
            {
                Wake();
            }
        }
    }

    internal override void ThrowLeft() => frame.Seat.Left!.Value.Throw();

    protected override void Leave() => frame.Seat.IsBeginningWait = false;

    internal override void ThrowWithdrawn() => frame.Cancellation.ThrowIfPending();

    bool IFrameWait.TryWithdraw() => TryClaim(Withdrawn);

    internal override void Wake()
    {
        SchedulerCore scheduler = frame.Scheduler;
        if (BatonHere.FreeFrame is { } me && me != frame && me.Scheduler == scheduler)
        {
            scheduler.LookAtArrivals(); // what came before goes before
            scheduler.MakeReady(frame);
        }
        else
        {
            scheduler.Arrive(this);
        }
    }

    void IFrameWait.Describe(ref WaitFacts facts) => Describe(ref facts);

    void IArrival.Accept(SchedulerCore scheduler) => scheduler.MakeReady(frame);

    void IArrival.Refuse(SchedulerCore scheduler)
    {
        // a frame that waits keeps its scheduler open
    }
}
