namespace Baton.Testing;

/// <summary>
/// Gives each strand a weight in each schedule, by chance, and picks by weight. Some strands run far ahead of others, which a walk with
/// equal chances hardly ever does.
/// </summary>
internal sealed class SwarmStrategy : Strategy
{
    private readonly List<int> _weights = []; // by strand; 0: none yet. The thread with the turn
    private Chance _chance; // of the schedule; the thread with the turn

    protected internal override bool Begin(ulong seed, long index)
    {
        _chance = new Chance(seed, index);
        _weights.Clear();
        return true;
    }

    internal override Strategy Copy() => new SwarmStrategy();

    protected internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at)
    {
        int sum = 0;
        foreach (PendingOperation operation in enabled)
        {
            sum += WeightOf(operation.Strand);
        }

        int drawn = _chance.Next(sum);
        int index = 0;
        while (drawn >= WeightOf(enabled[index].Strand))
        {
            drawn -= WeightOf(enabled[index].Strand);
            index++;
        }

        return index;
    }

    private int WeightOf(int strand)
    {
        while (_weights.Count <= strand)
        {
            _weights.Add(1 << (3 * _chance.Next(4))); // 1, 8, 64 or 512
        }

        return _weights[strand];
    }
}
