using System.Diagnostics;

namespace Baton;

/// <summary>
/// Decides whether a frame's function ended with a failure, or with its cancellation, which other code may have wrapped. The frame's own
/// thread.
/// </summary>
[StackTraceHidden]
internal static class FrameFault
{
    /// <summary>Is the exception the cancellation of the frame, or of a block that the frame runs?</summary>
    /// <remarks>
    /// Yes if it is the same object, if it names a token of the frame's or one that has fired with it, or if it names no token. Before the
    /// frame was told, any token of the code's that has fired counts too: code may have linked that token with the frame's. A token of the
    /// library's counts by its root. In clean-up such a token is something else, a time limit of the clean-up, say.
    /// </remarks>
    internal static bool Identifies(FrameCore frame, OperationCanceledException exception) => frame.Cancellation.IsWhatWasTold(exception)
        || (frame.Cancellation.IsRequested && (!exception.CancellationToken.CanBeCanceled
            || TokenChain.IsOf(frame, exception.CancellationToken)
            || CausedSource.RootOf(exception.CancellationToken) == CancellationRoot.Of(frame)
            || (frame.Cancellation.ToldAt == 0 && exception.CancellationToken.IsCancellationRequested
                && CausedSource.Of(exception.CancellationToken) is null)));

    /// <summary>After the end: throws what the function threw.</summary>
    internal static void ThrowFault(this FrameCore frame)
    {
        if (frame.Fault is { } fault)
        {
            frame.IsObserved = true;
            fault.Throw();
        }
    }

    /// <summary>Has the exception, or one that it wraps, told the frame or its block last, in the body of this coroutine?</summary>
    internal static bool WasToldIn(FrameCore frame, long coroutine, Exception exception) => WrappedCancellation.Find(
        exception,
        (frame.Cancellation, coroutine),
        static (canceled, asked) => asked.Cancellation.IsLastTeller(canceled, asked.coroutine)) is not null;

    /// <summary>What the frame ends with: what <see cref="Unwrap"/> gives, or the exception itself. Does not fail.</summary>
    internal static Exception TryUnwrap(FrameCore frame, Exception exception)
    {
        try
        {
            return Unwrap(frame, exception) ?? exception;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return exception;
        }
    }

    /// <summary>
    /// The cancellation that the exception wraps, if it wraps nothing else. Null: it wraps none, or is the cancellation itself. If the
    /// run's token has canceled the run, the exception that ends the run names that token.
    /// </summary>
    internal static OperationCanceledException? Unwrap(FrameCore frame, Exception exception)
    {
        FrameCancellation canceled = frame.Cancellation;
        if (!canceled.IsRequested || WrappedCancellation.Find(exception, frame, static (found, frame) =>
            Identifies(frame, found)) is not { } found)
        {
            return null;
        }

        CancellationToken? runs = RunCancellation.CauseOf(frame);
        CancellationToken token = runs ?? canceled.ToldToken ?? canceled.Token;
        return found != exception || (runs is not null && found.CancellationToken != token)
            ? new OperationCanceledException($"{frame} was canceled.", exception, token)
            : null;
    }
}
