namespace Baton;

/// <summary>What has canceled a frame, in words, for the message of the exception that tells the frame.</summary>
internal static class CancellationCause
{
    /// <summary>Own thread; for a frame that has not begun, the holder. Of several causes the one that lies nearest is named.</summary>
    internal static string Of(FrameCore frame) =>
        frame.Cancellation.IsDoomed ? $"with the disposal of {frame.Scheduler.Handle}"
        : frame.Cancellation.Given is { HasFired: true } ? "by the token that its function was started with"
        : RunCancellation.CauseOf(frame) is not null ? "by the token that its run was started with"
        : frame.Scope?.Cancellation.IsTokenFired == true ? "with its scope"
        : frame is { IsLate: false, Scheduler.IsAllAskedFor: true } ? "with its run"
        : "by its Cancel()";
}
