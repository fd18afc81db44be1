namespace Baton;

/// <summary>Asynchronous reads that complete by suspending: the parser need not leave its own thread.</summary>
/// <remarks>
/// A failure of a read is in its task. Only the signal to unwind is thrown past the task: a wait for the task would wrap the signal.
/// </remarks>
internal static class PushReads
{
    internal static ValueTask<TResult> Completed<TState, TResult>(
        TState state, Func<TState, TResult> read, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TResult>(cancellationToken);
        }

        try
        {
            return ValueTask.FromResult(read(state));
        }
        catch (CoroutineCanceledException)
        {
            throw;
        }
        catch (Exception e)
        {
            return ValueTask.FromException<TResult>(e);
        }
    }
}
