namespace Baton;

/// <summary>An operation of an inner stream that its call waits for no more. It may still be under way, with a buffer of its own.</summary>
/// <param name="operation">What goes on.</param>
/// <param name="token">The token that the operation was given.</param>
internal class GivenUpOperation(Task operation, CancellationToken token)
{
    /// <summary>Ends when the operation ends.</summary>
    internal Task Operation => operation;

    /// <summary>When the operation has ended: throws what it failed with, unless it was canceled as it was asked to be.</summary>
    internal void ThrowIfFailed()
    {
        if (!WasCanceled)
        {
            operation.GetAwaiter().GetResult();
        }
    }

    /// <summary>When the operation has ended: has it obeyed its token?</summary>
    protected bool WasCanceled => token.IsCancellationRequested && (operation.IsCanceled
        || (operation.Exception is { } exception && WrappedCancellation.Find(exception, 0, static (_, _) => true) is not null));
}
