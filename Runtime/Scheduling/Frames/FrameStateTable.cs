using System.Diagnostics;

namespace Baton;

/// <summary>How a frame's state may change. Debug builds check each change against this table.</summary>
/// <remarks>
/// <code>
/// from                       to               by
/// New                        Running          own thread, which gets baton and thread together
/// New                        Ready            holder: it has arrived
/// New, Ready                 WantingThread    holder: it had its turn, and no thread is free
/// WantingThread              Ready            holder: a thread has come for it
/// Ready                      Running          own thread, when it has the baton
/// Running                    Ready            own thread: Yield, or held back
/// Running                    Lending          own thread: another frame runs first; and back, when it has the baton again
/// Running                    AwaitingFrame, Joining, AwaitingOutside, AwaitingPool, Blocked
///                                             own thread: a wait begins
/// each of these five         Ready            holder: the wait has ended
/// Running                    Ended            own thread
/// New, Ready, WantingThread  Ended            holder: canceled or failed before it began; own thread, outside every scheduler
/// Joining, by Ready          Ended            holder: a main function that has given its thread up, when its run is over
/// </code>
/// </remarks>
internal static class FrameStateTable
{
    [Conditional("DEBUG")]
    internal static void Assert(FrameCore frame, FrameState to) =>
        Debug.Assert(Has(frame.State, to), $"{frame} goes from {frame.State} to {to}");

    internal static bool Has(FrameState from, FrameState to) => (from, to) switch
    {
        (FrameState.New, FrameState.Running or FrameState.Ready or FrameState.WantingThread or FrameState.Ended) => true,
        (FrameState.WantingThread, FrameState.Ready or FrameState.Ended) => true,
        (FrameState.Ready, FrameState.Running or FrameState.WantingThread or FrameState.Ended) => true,
        (FrameState.Running, FrameState.New or FrameState.WantingThread or FrameState.Running) => false,
        (FrameState.Running, _) => true,
        (FrameState.Lending, FrameState.Running) => true,
        (FrameState.AwaitingFrame or FrameState.Joining or FrameState.AwaitingOutside or FrameState.AwaitingPool or FrameState.Blocked,
            FrameState.Ready) => true,
        _ => false,
    };
}
