namespace Baton;

/// <summary>
/// Asynchronous reads that complete by suspending: on the parser's own thread there is no need to leave it. What they fail with is in
/// their task; only the signal to unwind passes by it, which inside a task would be wrapped by whoever waits for that.
/// </summary>
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
        catch (Exception e) when (e is not CoroutineCanceledException)
        {
            return ValueTask.FromException<TResult>(e);
        }
    }
}
