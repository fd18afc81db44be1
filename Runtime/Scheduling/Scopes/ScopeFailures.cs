using System.Diagnostics;

namespace Baton;

/// <summary>
/// The failures of a scope. The first comes out, and keeps the others. The threads that may touch the scope may touch this.
/// </summary>
[StackTraceHidden]
internal sealed class ScopeFailures
{
    private OrderedDictionary<Exception, ThrownFault>? _others; // behind the first; null: none, or no memory; those that may touch this
    private ThrownFault? _first;        // needs no memory; null: there is none; those that may touch this
    private KeptFailures? _cameWith;    // what the first kept when it came; null: nothing; written with it

    internal bool HasAny => _first is not null;

    /// <summary>Any thread: what the first is. Null: there is none. It may be late.</summary>
    internal Type? FirstType => _first is { SourceException: { } failure } ? failure.GetType() : null;

    /// <summary>
    /// Adds a failure, unless the same exception is there already: a function's failure may come out of the block that awaited the
    /// function. Does not fail. Without memory, the first failure is kept in any case.
    /// </summary>
    internal void Add(ThrownFault fault)
    {
        if (_first is null)
        {
            _first = fault;
            _cameWith = CameWith(fault.SourceException);
        }
        else if (!ReferenceEquals(_first.Value.SourceException, fault.SourceException))
        {
            AddOther(fault);
        }
    }

    // Want of memory keeps nothing, and may be an object that the runtime throws again and again.
    private static KeptFailures? CameWith(Exception failure)
    {
        if (NoMemory.Is(failure))
        {
            return null;
        }

        FailureSources.NoteOwn(failure);
        return FailureSources.CameWith(failure);
    }

    private void AddOther(ThrownFault fault)
    {
        try
        {
            _others ??= new OrderedDictionary<Exception, ThrownFault>(ReferenceEqualityComparer.Instance);
            if (_others.TryAdd(fault.SourceException, fault))
            {
                CameWith(fault.SourceException);
            }
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // the first one comes out
        }
    }

    /// <summary>
    /// Throws the first failure, which keeps the others: see <see cref="KeptFailures"/>. If it cannot keep them, throws all together.
    /// Without memory, throws the first failure alone.
    /// </summary>
    /// <remarks>
    /// An <see cref="OperationCanceledException"/> that is a failure here comes out only if there is no other failure. An outer scope may
    /// take it for a cancellation, and drop it with all that it keeps.
    /// </remarks>
    /// <param name="frames">Whose failures they are, if they are not those of a scope.</param>
    internal void Throw(params FrameCore[] frames)
    {
        ThrownFault first = _first!.Value;
        if (_others is { Count: > 0 })
        {
            first = FirstOf(first, _others);
            first = Joined(first, frames) ?? first;
        }

        _first = null; // users may keep the scope
        _cameWith = null;
        _others = null;
        first.Throw();
    }

    private static ThrownFault FirstOf(ThrownFault first, OrderedDictionary<Exception, ThrownFault> others)
    {
        if (first.SourceException is not OperationCanceledException)
        {
            return first;
        }

        foreach ((Exception other, ThrownFault fault) in others)
        {
            if (other is not OperationCanceledException)
            {
                return fault;
            }
        }

        return first;
    }

    // The failure that keeps the others. Null: there is no memory for that.
    private ThrownFault? Joined(ThrownFault first, FrameCore[] frames)
    {
        try
        {
            Exception thrown = first.SourceException;
            Exception earliest = _first!.Value.SourceException;
            Exception[] others = [.. _others!.Keys.Prepend(earliest).Where(other => !ReferenceEquals(other, thrown))];
            KeptFailures? cameWith = ReferenceEquals(thrown, earliest) ? _cameWith : FailureSources.CameWith(thrown);
            FailurePlace here = new(this, ScopeSurroundings.Here, frames);
            Exception keeper = KeptFailures.TryKeep(here, thrown, cameWith, others) ?? new AggregateException(others.Prepend(thrown));
            return ReferenceEquals(keeper, thrown) ? first : ThrownFault.Capture(keeper);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return null;
        }
    }
}
