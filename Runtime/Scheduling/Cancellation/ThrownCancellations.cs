using System.Runtime.ExceptionServices;
using System.Runtime.Loader;

namespace Baton;

/// <summary>
/// Looks at exceptions as they are thrown on frames' threads: code that looks at its token itself, or gives it to a wait that Baton knows
/// nothing of, learns of a cancellation that way, and its clean-up must not be told of it once more.
/// </summary>
/// <remarks>
/// The runtime calls this on the thread that throws, before any handler runs. It costs a read for each exception of the process, and
/// nothing else while no frame is canceled. It begins when a frame's token is first asked for: before that nobody can throw one.
/// </remarks>
internal static class ThrownCancellations
{
    static ThrownCancellations()
    {
        AppDomain.CurrentDomain.FirstChanceException += OnThrown;
        if (AssemblyLoadContext.GetLoadContext(typeof(ThrownCancellations).Assembly) is { IsCollectible: true } context)
        {
            context.Unloading += static _ => AppDomain.CurrentDomain.FirstChanceException -= OnThrown;
        }
    }

    /// <summary>Anybody: looks from now on, at the latest.</summary>
    internal static void Watch()
    {
        // by the static constructor, once
    }

    private static void OnThrown(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (FrameCore.Current is { State: FrameState.Running } frame)
        {
            Note(frame, thrown.Exception);
        }
    }

    // The frame's own thread, with the baton.
    private static void Note(FrameCore frame, Exception thrown)
    {
        FrameCancellation cancellation = frame.Cancellation;
        if ((cancellation.IsUntold || OpenBlocks.HasFired(frame))
            && WrappedCancellation.Find(thrown, 0, static (_, _) => true) is { } canceled
            && WrappedCancellation.Find(thrown, cancellation, static (again, told) => told.IsToldBy(again)) is null // on its way out
            && !AsyncMethods.AreOnStack()) // one catches it, and it is in a task that nobody has awaited yet
        {
            cancellation.Note(canceled.CancellationToken);
            cancellation.KeepTold(canceled);
        }
    }
}
