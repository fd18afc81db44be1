namespace Baton;

/// <summary>
/// The one rule for cancellations that come out wrapped: libraries catch what their callbacks throw, and throw an exception of their own
/// around it. It is still the cancellation, whatever the types around it are, unless something else is in there too.
/// </summary>
internal static class WrappedCancellation
{
    /// <summary>Finds the cancellation that an exception is, or is wrapped around.</summary>
    /// <param name="exception">What came out.</param>
    /// <param name="state">For <paramref name="isIt"/>.</param>
    /// <param name="isIt">Is that the cancellation asked for?</param>
    /// <returns>Null when there is none, or when an <see cref="AggregateException"/> also holds something else.</returns>
    internal static OperationCanceledException? Find<TState>(Exception exception, TState state, Func<OperationCanceledException, TState,
        bool> isIt)
    {
        OperationCanceledException? found = null;
        Stack<Exception> left = new(); // not by recursion: users build these chains
        left.Push(exception);
        while (left.TryPop(out Exception? next))
        {
            if (next is OperationCanceledException canceled && isIt(canceled, state))
            {
                found ??= canceled;
            }
            else if (next is AggregateException { InnerExceptions: { Count: > 0 } several })
            {
                foreach (Exception inner in several)
                {
                    left.Push(inner);
                }
            }
            else if (next.InnerException is { } inner)
            {
                left.Push(inner);
            }
            else
            {
                return null;
            }
        }

        return found;
    }
}
