using Baton.Testing;

namespace Baton.Tests;

/// <summary>Picks as another strategy does, and keeps a hash of all that could go on at each pick.</summary>
/// <remarks>A field of code with seams gets another number at each garbage collection, so it has none in the hash.</remarks>
internal sealed class RecordingStrategy(Strategy inner) : Strategy
{
    private HashCode _hash; // the thread with the turn

    /// <summary>How many picks there were.</summary>
    internal int Picks { get; private set; }

    internal int Hash => _hash.ToHashCode();

    protected internal override bool Begin(ulong seed, long index)
    {
        _hash.Add(index);
        return inner.Begin(seed, index);
    }

    protected internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at)
    {
        Picks++;
        foreach (PendingOperation operation in enabled)
        {
            _hash.Add(operation.Kind == OperationKind.Memory ? operation with { Resource = 0 } : operation);
        }

        return inner.Pick(enabled, at);
    }
}
