namespace Baton;

/// <summary>An operation of an inner stream that its call waits for no more. It may still be under way, with a buffer of its own.</summary>
/// <param name="operation">What goes on.</param>
/// <param name="source">
/// Fires the token, and belongs to this from now on. Null: the token has fired, or it is another's business.
/// </param>
/// <param name="token">The token that the operation was given.</param>
internal class GivenUpOperation(Task operation, CancellationTokenSource? source, CancellationToken token)
{
    private CancellationTokenSource? _source = source; // null once somebody disposes of it; interlocked, by that party

    /// <summary>Ends when the operation ends.</summary>
    internal Task Operation => operation;

    /// <summary>Was the operation given this token? Then the call has handed the source over.</summary>
    internal bool WasGiven(CancellationToken callsToken) => callsToken == token;

    /// <summary>Anybody: nobody wants any more what the operation brings.</summary>
    internal void Cancel()
    {
        if (Interlocked.Exchange(ref _source, null) is { } source)
        {
            Uninterrupted.CancelAndDispose(source);
        }
    }

    /// <summary>The operation has ended: nobody has to cancel it. Runs no foreign code, and waits for none.</summary>
    internal void Ended() => Interlocked.Exchange(ref _source, null)?.Dispose();

    /// <summary>When the operation has ended: throws what it failed with, unless it was canceled as it was asked to be.</summary>
    internal void ThrowIfFailed()
    {
        if (!WasCanceled)
        {
            TaskFailures.ThrowIfSeveral(operation);
            operation.GetAwaiter().GetResult();
        }
    }

    /// <summary>When the operation has ended: has it obeyed its token?</summary>
    protected bool WasCanceled => token.IsCancellationRequested && (operation.IsCanceled
        || (operation.Exception is { } exception && WrappedCancellation.Find(exception, 0, static (_, _) => true) is not null));
}
