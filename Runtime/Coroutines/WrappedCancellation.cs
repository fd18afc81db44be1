namespace Baton;

/// <summary>
/// The one rule for wrapped cancellations. Libraries catch what their callbacks throw, and throw an exception of their own around it. An
/// exception that wraps a cancellation and nothing else is that cancellation, whatever its type is.
/// </summary>
internal static class WrappedCancellation
{
    /// <summary>Finds the cancellation that an exception is, or that it wraps.</summary>
    /// <param name="exception">The exception that code has thrown.</param>
    /// <param name="state">Handed to <paramref name="isIt"/>.</param>
    /// <param name="isIt">Is the given exception the cancellation that the caller looks for?</param>
    /// <returns>
    /// Null when the exception wraps no such cancellation, or when an <see cref="AggregateException"/> also holds something else.
    /// </returns>
    internal static OperationCanceledException? Find<TState>(Exception exception, TState state, Func<OperationCanceledException, TState,
        bool> isIt)
    {
        OperationCanceledException? found = null;
        HashSet<Exception>? seen = null; // members may share what they hold: each is looked at once
        Stack<Exception> left = new(); // no recursion, since users make these chains as long as they like
        left.Push(exception);
        while (left.TryPop(out Exception? next))
        {
            if (seen?.Add(next) == false)
            {
                continue;
            }

            if (next is LimitCancellation)
            {
                return null; // what wraps it is a failure
            }

            if (next is OperationCanceledException canceled && isIt(canceled, state))
            {
                found ??= canceled;
            }
            else if (next is AggregateException { InnerExceptions: { Count: > 0 } several })
            {
                seen ??= several.Count > 1 ? new HashSet<Exception>(ReferenceEqualityComparer.Instance) : null;
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
