using System.Diagnostics;

namespace Baton;

/// <summary>
/// The failures of a scope. The first comes out, and keeps the others. The threads that may touch the scope may touch this.
/// </summary>
[StackTraceHidden]
internal sealed class ScopeFailures
{
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

    /// <summary>
    /// Throws the first failure, which keeps the others: see <see cref="KeptFailures"/>. If it cannot keep them, throws all together.
    /// </summary>
    /// <remarks>
    /// An <see cref="OperationCanceledException"/> that is a failure here comes out only if there is no other failure. An outer scope may
    /// take it for a cancellation, and drop it with all that it keeps.
    /// </remarks>
    /// <param name="frames">Whose failures they are, if they are not those of a scope.</param>
    internal void Throw(params ReadOnlySpan<FrameCore> frames)
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
        if (others.Length > 0)
        {
            Exception keeper = TryKeep(frames, first.SourceException, others)
                ?? throw new AggregateException(others.Prepend(first.SourceException));
            if (keeper != first.SourceException)
            {
                first = ThrownFault.Capture(keeper);
            }
        }

        first.Throw();
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

    // The exception, or a copy. Null for want of memory too.
    private Exception? TryKeep(ReadOnlySpan<FrameCore> frames, Exception first, Exception[] others)
    {
        try
        {
            return KeptFailures.TryKeep(this, ScopeSurroundings.Here, frames, first, others);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return null;
        }
    }
}
