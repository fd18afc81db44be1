namespace Baton;

// The token that a frame's function can ask for, and the one for what it waits for.
internal abstract partial class FrameCore
{
    internal CancellationToken CancellationToken
    {
        get
        {
            FrameToken source = Volatile.Read(ref _source) ?? NewSource();
            if (Volatile.Read(ref _cancelRequested) != 0 && !source.IsCancellationRequested) // with what it follows it fires by itself
            {
                _ = Uninterrupted.Cancel(source); // fires at once; call-backs, if there are any already, are not for this thread
            }

            return source.Token;
        }
    }

    /// <summary>
    /// Its own thread: the token for an operation that it is about to wait for. Fires when it is canceled, and when a scope is in whose block it is.
    /// A scope that its block has disposed is over, and the block goes on.
    /// </summary>
    internal CancellationToken InnermostToken => InnermostScope is { } scope && !IsCancelRequested ? scope.CancellationToken : CancellationToken;

    private CoroutineScope? InnermostScope =>
        (CoroutineCore.Current?.OpenScope as CoroutineScope)?.InnermostFor(this) ?? _openScopes?.FindLast(static scope => !scope.IsOver);

    /// <summary>Its own thread, whose innermost token has fired: throws what it is canceled with, also when it was thrown before.</summary>
    internal void ThrowCanceled(CancellationToken token)
    {
        MeetCanceled();
        throw new OperationCanceledException($"{this} is canceled, and what is left of it waits for nothing more here.", _thrownCancel?.CancellationToken ?? token);
    }

    private FrameToken NewSource()
    {
        FrameToken made = new();
        if (Interlocked.CompareExchange(ref _source, made, null) is { } earlier)
        {
            return earlier;
        }

        if (Volatile.Read(ref _cancelRequested) == 0 && !_ended) // otherwise it is fired anyhow, or never
        {
            made.Follow(IsLate ? CancellationToken.None : Scheduler.All.Token, Scope?.TokenForFunctions() ?? CancellationToken.None);
        }

        return made;
    }
}
