using System.Collections;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>What failed in a scope: the first comes out, the others are kept with it. Whoever may touch the scope may touch this.</summary>
internal sealed class ScopeFailures
{
    private const string Key = "Baton.FurtherFailures";

    private readonly List<ExceptionDispatchInfo> _inOrder = [];

    internal bool HasAny => _inOrder.Count > 0;

    /// <summary>A failure that was awaited, and that the awaiting caller let pass, still counts as a failure.</summary>
    internal void Add(ExceptionDispatchInfo fault)
    {
        if (!_inOrder.Exists(known => ReferenceEquals(known.SourceException, fault.SourceException)))
        {
            _inOrder.Add(fault);
        }
    }

    /// <summary>Throws the first, with the others kept in it; or, if it does not take them, all together.</summary>
    /// <remarks>
    /// A cancellation, even one that is a failure here, comes out only if there is nothing else: further out it may be none, and be
    /// forgotten with what it carries.
    /// </remarks>
    internal void Throw()
    {
        ExceptionDispatchInfo first = _inOrder.Find(fault => fault.SourceException is not OperationCanceledException) ?? _inOrder[0];
        IEnumerable<Exception> others = _inOrder.Where(fault => fault != first).Select(fault => fault.SourceException);
        if (_inOrder.Count > 1 && !TryKeep(first.SourceException, others))
        {
            throw new AggregateException(others.Prepend(first.SourceException));
        }

        first.Throw();
    }

    internal static IReadOnlyList<Exception> FollowersOf(Exception exception) => exception.Data?[Key] as Exception[] ?? [];

    // Those that it brings from a scope further in stay. Data is virtual, and an exception of the runtime's own may have one that is
    // read-only.
    private static bool TryKeep(Exception first, IEnumerable<Exception> followers)
    {
        if (first.Data is not IDictionary { IsReadOnly: false } data)
        {
            return false;
        }

        data[Key] = FollowersOf(first).Concat(followers).Distinct(ReferenceEqualityComparer.Instance).Cast<Exception>().ToArray();
        return true;
    }
}
