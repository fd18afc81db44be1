namespace Baton;

/// <summary>
/// The token that began a cancellation, in user code or by a limit: see <see cref="CausedSource"/>. None: it did not begin by a token.
/// </summary>
internal static class CancellationRoot
{
    /// <summary>Any thread: of what cancels the frame.</summary>
    internal static CancellationToken Of(FrameCore frame)
    {
        FrameCancellation canceled = frame.Cancellation;
        return canceled.Given is { HasFired: true } given ? CausedSource.RootOf(given.Token)
            : !frame.IsLate && frame.Scheduler.All.IsCancellationRequested ? CausedSource.RootOf(frame.Scheduler.All.Token)
            : !frame.IsLate && frame.Scheduler.RunCancellation is { IsAskedFor: true } run ? CausedSource.RootOf(run.Token)
            : frame.Scope is { Cancellation.IsTokenFired: true } scope ? Of(scope)
            : canceled.FiredToken is { } own ? CausedSource.RootOf(own)
            : CancellationToken.None;
    }

    /// <summary>Any thread: of what cancels the scope.</summary>
    internal static CancellationToken Of(ScopeCore scope)
    {
        ScopeCancellation canceled = scope.Cancellation;
        return canceled.Given.IsCancellationRequested ? CausedSource.RootOf(canceled.Given)
            : canceled.OwnToken.IsCancellationRequested ? CausedSource.RootOf(canceled.OwnToken)
            : CancellationToken.None;
    }

    /// <summary>
    /// Any thread: of the block's own cancellation, not of one that reaches the block from around it. Such a one fires the scope's token
    /// too.
    /// </summary>
    internal static CancellationToken OfBlock(ScopeCore scope)
    {
        ScopeCancellation canceled = scope.Cancellation;
        CancellationToken own = canceled.OwnToken;
        return canceled.Given.IsCancellationRequested ? CausedSource.RootOf(canceled.Given)
            : canceled.By != CanceledBy.Outer && own.IsCancellationRequested && CausedSource.RootOf(own) == own ? own
            : CancellationToken.None;
    }

    /// <summary>Holder: of what cancels the scope, whose own token has not fired yet.</summary>
    internal static CancellationToken OfWhatCancels(ScopeCore scope)
    {
        ScopeCancellation canceled = scope.Cancellation;
        if (canceled.Given.IsCancellationRequested || canceled.By != CanceledBy.Outer)
        {
            return canceled.Given;
        }

        ScopeCore? around = scope.Around;
        while (around is { Cancellation.IsTokenFired: false })
        {
            around = around.Around;
        }

        return around is not null ? Of(around) : scope.Owner is { } owner ? Of(owner) : CancellationToken.None;
    }
}
