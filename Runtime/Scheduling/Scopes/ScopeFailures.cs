using System.Collections;
using System.Diagnostics;

namespace Baton;

/// <summary>
/// The failures of a scope. The first comes out, and keeps the others. The threads that may touch the scope may touch this.
/// </summary>
[StackTraceHidden]
internal sealed class ScopeFailures
{
    private const string Key = "Baton.FurtherFailures";

    private readonly List<ThrownFault> _inOrder = [];
    private ThrownFault? _unlisted; // the first for which the list had no memory; null: none; those that may touch this

    internal bool HasAny => _inOrder.Count > 0 || _unlisted is not null;

    /// <summary>
    /// Adds a failure, unless the same exception is there already: a function's failure may come out of the block that awaited the
    /// function. Does not fail. Without memory, the first failure is kept in any case.
    /// </summary>
    internal void Add(ThrownFault fault)
    {
        if (Contains(fault.SourceException))
        {
            return;
        }

        try
        {
            _inOrder.Add(fault);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            _unlisted ??= fault;
        }
    }

    /// <summary>Throws the first failure, which keeps the others. If it cannot keep them, throws all of them together.</summary>
    /// <remarks>
    /// An <see cref="OperationCanceledException"/> that is a failure here comes out only if there is no other failure. An outer scope may
    /// take it for a cancellation, and drop it with all that it keeps.
    /// </remarks>
    internal void Throw()
    {
        if (_unlisted is { } unlisted)
        {
            if (_inOrder.Count == 0)
            {
                unlisted.Throw();
            }

            _inOrder.Add(unlisted);
            _unlisted = null;
        }

        int place = Math.Max(0, _inOrder.FindIndex(static fault => fault.SourceException is not OperationCanceledException));
        ThrownFault first = _inOrder[place];
        Exception[] others = [.. _inOrder.Where((_, index) => index != place).Select(static fault => fault.SourceException)];
        _inOrder.Clear(); // users may keep the scope
        if (others.Length > 0 && !TryKeep(first.SourceException, others))
        {
            throw new AggregateException(others.Prepend(first.SourceException));
        }

        first.Throw();
    }

    /// <summary>What the exception has kept. Nothing, if its <see cref="Exception.Data"/> fails, which may be foreign code.</summary>
    internal static IReadOnlyList<Exception> FollowersOf(Exception exception)
    {
        try
        {
            return exception.Data?[Key] as Exception[] ?? [];
        }
        catch (Exception)
        {
            return [];
        }
    }

    private bool Contains(Exception exception)
    {
        foreach (ThrownFault known in _inOrder)
        {
            if (ReferenceEquals(known.SourceException, exception))
            {
                return true;
            }
        }

        return false;
    }

    // Adds to the failures that the exception has kept in an inner scope. False if Data, which is virtual, is read-only, as for some
    // exceptions of the runtime, or fails.
    private static bool TryKeep(Exception first, IEnumerable<Exception> followers)
    {
        try
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
        catch (Exception)
        {
            return false;
        }
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
