using System.Diagnostics;

namespace Baton;

/// <summary>
/// The failures of a scope. The first comes out, and keeps the others. The threads that may touch the scope may touch this.
/// </summary>
[StackTraceHidden]
internal sealed class ScopeFailures
{
    // Behind the first, with what each kept when it came; null: none, or no memory; those that may touch this.
    private OrderedDictionary<Exception, (ThrownFault Fault, KeptFailures? CameWith)>? _others;
    private ThrownFault? _first;        // needs no memory; null: there is none; those that may touch this
    private KeptFailures? _cameWith;    // what the first kept when it came; null: nothing; written with it

    /// <summary>Of the scope, for those inside that fail. Null: none has. Those that fail inside, under a gate of all.</summary>
    internal FailurePlace? Place { get; set; }

    internal bool HasAny => _first is not null;

    /// <summary>Any thread: what the first is. Null: there is none. It may be late.</summary>
    internal Type? FirstType => _first is { SourceException: { } failure } ? failure.GetType() : null;

    /// <summary>
    /// Adds a failure, unless the same exception is there already: a function's failure may come out of the block that awaited the
    /// function. Does not fail. Without memory, the first failure is kept in any case.
    /// </summary>
    /// <param name="fault">The failure.</param>
    /// <param name="from">The frame that ended with it. Null: the calling code has thrown it.</param>
    internal void Add(ThrownFault fault, FrameCore? from = null)
    {
        if (_first is null)
        {
            _first = fault;
            _cameWith = CameWith(fault.SourceException, from);
        }
        else if (!ReferenceEquals(_first.Value.SourceException, fault.SourceException))
        {
            AddOther(fault, from);
        }
    }

    // Want of memory keeps nothing, and may be an object that the runtime throws again and again.
    private static KeptFailures? CameWith(Exception failure, FrameCore? from) =>
        NoMemory.Is(failure) ? null : FailureSources.CameWith(failure, from);

    private void AddOther(ThrownFault fault, FrameCore? from)
    {
        try
        {
            _others ??= new(ReferenceEqualityComparer.Instance);
            _others.TryAdd(fault.SourceException, (fault, CameWith(fault.SourceException, from)));
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
        bool brings = _cameWith is not null;
        if (_others is { Count: > 0 })
        {
            (first, _cameWith) = FirstOf((first, _cameWith), _others);
            ThrownFault? joined = Joined(first, frames);
            brings = joined is not null;
            first = joined ?? first;
        }

        if (KeptFailures.Of(first.SourceException) is not null)
        {
            FailureSources.NoteThrown(first.SourceException, brings);
        }

        _first = null; // users may keep the scope
        Place = null;
        _cameWith = null;
        _others = null;
        first.Throw();
    }

    private static (ThrownFault Fault, KeptFailures? CameWith) FirstOf(
        (ThrownFault Fault, KeptFailures? CameWith) first,
        OrderedDictionary<Exception, (ThrownFault Fault, KeptFailures? CameWith)> others)
    {
        if (first.Fault.SourceException is not OperationCanceledException)
        {
            return first;
        }

        foreach ((Exception other, (ThrownFault Fault, KeptFailures? CameWith) fault) in others)
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
            Exception keeper = KeptFailures.TryKeep(this, frames, thrown, _cameWith, others)
                ?? new AggregateException(others.Prepend(thrown));
            return ReferenceEquals(keeper, thrown) ? first : ThrownFault.Capture(keeper);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return null;
        }
    }
}
