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

    /// <summary>
    /// The calling thread, about to throw an exception that takes the place of a teller: it tells, as well, whose token it names. A block
    /// may have been given the token of a block around it.
    /// </summary>
    internal static void NoteReplacement(Exception replacement)
    {
        if (replacement is not OperationCanceledException canceled)
        {
            return;
        }

        if (BatonHere.Frame is not { } frame)
        {
            OutsideTelling.NoteThrownByBlock(canceled.CancellationToken);
        }
        else if (Note(frame, canceled.CancellationToken) is var told and not Blame.Nobody)
        {
            frame.Cancellation.Tellers.Add(canceled, isOfFrame: told == Blame.Frame);
        }
    }

    [ThreadStatic]
    private static bool s_isLooking; // does the thread look at an exception? then it looks at none that the look throws; that thread alone

    // What comes out of here ends the process. Without memory even the first look at the thread's own static fields fails, and what that
    // throws comes here again. The runtime may have had no memory for the argument either.
    private static void OnThrown(object? sender, FirstChanceExceptionEventArgs? thrown)
    {
        if (thrown?.Exception is null or OutOfMemoryException)
        {
            return;
        }

        try
        {
            LookOnce(thrown!.Exception);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // The frame may be told once more.
        }
    }

    private static void LookOnce(Exception thrown)
    {
        if (!s_isLooking && BatonHere.Frame is { } frame)
        {
            s_isLooking = true;
            try
            {
                Look(frame, thrown);
            }
            finally
            {
                s_isLooking = false;
            }
        }
    }

    // The frame's own thread, with the baton. The cheap tests come first. An exception on its way out tells nothing new.
    private static void Look(FrameCore frame, Exception thrown)
    {
        FrameCancellation cancellation = frame.Cancellation;
        Blame telling = cancellation.Telling;
        if (telling == Blame.Nobody && !cancellation.IsUntold && !OpenBlocks.HasFired(frame))
        {
            NoteRoot(frame, thrown);
            return;
        }

        if (WrappedCancellation.Find(thrown, 0, static (_, _) => true) is not { } canceled)
        {
            return;
        }

        cancellation.Telling = Blame.Nobody;
        if (WrappedCancellation.Find(thrown, cancellation, static (again, told) => told.Tellers.Contains(again)) is null)
        {
            Blame told = telling == Blame.Nobody ? Note(frame, canceled.CancellationToken) : telling;
            if (told != Blame.Nobody)
            {
                cancellation.Tellers.Add(canceled, isOfFrame: told == Blame.Frame);
            }
        }
    }

    // Tokens fire one after the other, and code may be told by the first. Its frame and blocks learn of the cancellation later.
    private static void NoteRoot(FrameCore frame, Exception thrown)
    {
        if (thrown is OperationCanceledException { CancellationToken: { IsCancellationRequested: true } named }
            && CausedSource.RootOf(named) is var root
            && !frame.Cancellation.Tellers.HasTold(frame.InnermostScope?.OpenedAt ?? 0, root)
            && !RunsAhead()
            && !AsyncMethods.AreOnStack())
        {
            frame.Cancellation.Tellers.NoteRoot(frame.Scheduler.NextMoment(), root);
        }
    }

    private static bool RunsAhead()
    {
        CoroutineCore? coroutine = CoroutineCore.Current;
        while (coroutine is not null and not IOutsideBody { RunsAhead: true })
        {
            coroutine = coroutine.Resumer.Parent;
        }

        return coroutine is not null;
    }

    // An async method catches the exception, and no code may ever await its task.
    private static Blame Note(FrameCore frame, CancellationToken token) =>
        TokenBlame.Find(frame, token, out _) != Blame.Nobody && !AsyncMethods.AreOnStack() ? TokenBlame.Note(frame, token) : Blame.Nobody;
}
