namespace Baton.Testing;

/// <summary>Picks by chance, each strand alike.</summary>
internal sealed class RandomWalk : Strategy
{
    private Chance _chance; // of the schedule; the thread with the turn

    protected internal override bool Begin(ulong seed, long index)
    {
        _chance = new Chance(seed, index);
        return true;
    }

    internal override Strategy Copy() => new RandomWalk();

    protected internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at) => _chance.Next(enabled.Length);
}
