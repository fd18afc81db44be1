namespace Baton;

/// <summary>
/// What a frame's function ended with: a failure, or its cancellation, which may come out of something else. The frame's own thread.
/// </summary>
internal static class FrameFault
{
    /// <summary>Is it the cancellation of the frame, or of a block that it runs?</summary>
    /// <remarks>
    /// Told apart by the object, by its token, or by having none. Before the frame has been told, a token that has fired may be one that
    /// somebody has linked with the frame's. In clean-up it is something else: a time limit of the clean-up, say.
    /// </remarks>
    internal static bool Identifies(FrameCore frame, OperationCanceledException exception) => frame.Cancellation.IsWhatWasTold(exception)
        || (frame.Cancellation.IsRequested && (!exception.CancellationToken.CanBeCanceled
            || TokenChain.IsOf(frame, exception.CancellationToken)
            || (frame.Cancellation.ToldAt == 0 && exception.CancellationToken.IsCancellationRequested)));

    /// <summary>
    /// The cancellation that was wrapped in there, with nothing else; null: none, or there is nothing to unwrap. What ends a run that its
    /// token has canceled names that token, whichever token of the frame's the cancellation came by.
    /// </summary>
    internal static OperationCanceledException? Unwrap(FrameCore frame, Exception exception)
    {
        FrameCancellation canceled = frame.Cancellation;
        if (!canceled.IsRequested || WrappedCancellation.Find(exception, frame, static (found, frame) =>
            Identifies(frame, found)) is not { } found)
        {
            return null;
        }

        CancellationToken token = canceled.RunsToken ?? canceled.ToldToken ?? canceled.Token;
        return found != exception || (canceled.RunsToken is not null && found.CancellationToken != token)
            ? new OperationCanceledException($"{frame} was canceled.", exception, token)
            : null;
    }
}
