namespace Baton;

/// <summary>Does the calling thread have the baton? This class has the one answer.</summary>
/// <remarks>
/// <para>A thread has the baton of a frame that it runs for while that frame is <see cref="FrameState.Running"/>. A frame that has lent the
/// baton, or is on its way into a wait or out of one, is in another state. A parked thread runs for no frame: see <see cref="Absence"/>.
/// When a coroutine gets its thread, nothing of the resumer's runs between the pass and the wait.</para>
/// <para>The baton is needed to touch what belongs to the holder: the ready frames, the arrivals, scopes and waits. Without it, code leaves
/// word, or is refused.</para>
/// </remarks>
internal static class BatonHere
{
    /// <summary>The frame with whose baton the calling thread runs. Null: the thread has no baton.</summary>
    internal static FrameCore? Frame => FrameCore.Current is { State: FrameState.Running } frame ? frame : null;

    /// <summary>
    /// As <see cref="Frame"/>. Also null if the frame has begun a wait, and runs foreign code before it suspends. Such code leaves word
    /// too: what has arrived may be for this wait.
    /// </summary>
    internal static FrameCore? FreeFrame => Frame is { Seat.IsBeginningWait: false } frame ? frame : null;

    /// <summary>Has the calling thread the baton of this scheduler? Null: no scheduler, which nobody has.</summary>
    internal static bool IsOf(SchedulerCore? scheduler) => scheduler is not null && Frame?.Scheduler == scheduler;

    /// <summary>The refusal to suspend, or to start something, for a frame that has not got the baton.</summary>
    internal static InvalidOperationException Missing(FrameCore frame) => new(
        $"{frame} cannot suspend here, nor start a frame or a scope: its thread has passed the baton on. Code that the runtime calls " +
        "meanwhile, such as a handler of AppDomain.FirstChanceException, runs without it.");
}
