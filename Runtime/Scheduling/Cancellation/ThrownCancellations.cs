using System.Runtime.ExceptionServices;
using System.Runtime.Loader;

namespace Baton;

/// <summary>
/// Looks at exceptions as they are thrown on frames' threads. Code may look at its token itself, or give it to a wait that Baton does not
/// know. Such code learns of a cancellation by an exception, and its clean-up must not be told once more.
/// </summary>
/// <remarks>
/// The runtime calls this on the thread that throws, before any handler runs. While no frame is canceled, this costs a few reads for each
/// exception of the process. The looks begin when code first asks for the token of a frame or a scope, or gives a run a token. Before that
/// no exception can name one.
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

    /// <summary>Any thread: the looks begin now, if they have not begun.</summary>
    internal static void Watch()
    {
        // The static constructor does the work, once.
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
            && !AsyncMethods.AreOnStack()) // an async method catches the exception, and no code may ever await its task
        {
            cancellation.Note(canceled.CancellationToken);
            cancellation.KeepTold(canceled);
        }
    }
}
