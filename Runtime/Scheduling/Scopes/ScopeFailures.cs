using System.Collections;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>
/// The failures of a scope. The first comes out, and keeps the others. The threads that may touch the scope may touch this.
/// </summary>
internal sealed class ScopeFailures
{
    private const string Key = "Baton.FurtherFailures";

    private readonly List<ExceptionDispatchInfo> _inOrder = [];

    internal bool HasAny => _inOrder.Count > 0;

    /// <summary>
    /// Adds a failure, unless the same exception is there already: a function's failure may come out of the block that awaited the
    /// function.
    /// </summary>
    internal void Add(ExceptionDispatchInfo fault)
    {
        if (!_inOrder.Exists(known => ReferenceEquals(known.SourceException, fault.SourceException)))
        {
            _inOrder.Add(fault);
        }
    }

    /// <summary>Throws the first failure, which keeps the others. If it cannot keep them, throws all of them together.</summary>
    /// <remarks>
    /// An <see cref="OperationCanceledException"/> that is a failure here comes out only if there is no other failure. An outer scope may
    /// take it for a cancellation, and drop it with all that it keeps.
    /// </remarks>
    internal void Throw()
    {
        ExceptionDispatchInfo first = _inOrder.Find(fault => fault.SourceException is not OperationCanceledException) ?? _inOrder[0];
        Exception[] others = [.. _inOrder.Where(fault => fault != first).Select(fault => fault.SourceException)];
        _inOrder.Clear(); // users may keep the scope
        if (others.Length > 0 && !TryKeep(first.SourceException, others))
        {
            throw new AggregateException(others.Prepend(first.SourceException));
        }

        first.Throw();
    }

    internal static IReadOnlyList<Exception> FollowersOf(Exception exception) => exception.Data?[Key] as Exception[] ?? [];

    // Adds to the failures that the exception has kept in an inner scope. False if Data, which is virtual, is read-only, as for some
    // exceptions of the runtime.
    private static bool TryKeep(Exception first, IEnumerable<Exception> followers)
    {
        if (first.Data is not IDictionary { IsReadOnly: false } data)
        {
            return false;
        }

        Exception[] all = [.. FollowersOf(first).Concat(followers).Distinct(ReferenceEqualityComparer.Instance).Cast<Exception>()];
        Forget(first, all);
        data[Key] = all;
        return true;
    }

    // Exceptions never keep each other, or code that walks them would never end. A follower may have kept this failure when both came out
    // of an inner scope in the other order.
    private static void Forget(Exception failure, IEnumerable<Exception> followers)
    {
        Stack<Exception> left = new(followers);
        HashSet<Exception> seen = new(left, ReferenceEqualityComparer.Instance);
        while (left.TryPop(out Exception? from))
        {
            IReadOnlyList<Exception> kept = FollowersOf(from);
            if (kept.Contains(failure, ReferenceEqualityComparer.Instance))
            {
                kept = kept.Where(other => !ReferenceEquals(other, failure)).ToArray();
                from.Data[Key] = kept;
            }

            foreach (Exception follower in kept.Where(seen.Add))
            {
                left.Push(follower);
            }
        }
    }
}
