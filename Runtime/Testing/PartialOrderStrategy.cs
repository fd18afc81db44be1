namespace Baton.Testing;

/// <summary>
/// Gives each operation a priority by chance when it is first pending, and picks the highest. Operations that are in conflict with the one
/// that is done get new ones. So each order of conflicting operations is about as likely as any other.
/// </summary>
/// <remarks>X. Yuan, J. Yang, R. Gu: Partial Order Aware Concurrency Sampling. CAV 2018.</remarks>
internal sealed class PartialOrderStrategy : Strategy
{
    private readonly List<(PendingOperation Operation, ulong Priority)> _known = []; // by strand; the thread with the turn
    private Chance _chance; // of the schedule; the thread with the turn

    protected internal override bool Begin(ulong seed, long index)
    {
        _chance = new Chance(seed, index);
        _known.Clear();
        return true;
    }

    internal override Strategy Copy() => new PartialOrderStrategy();

    protected internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at)
    {
        int best = 0;
        ulong highest = 0;
        for (int i = 0; i < enabled.Length; i++)
        {
            ulong priority = PriorityOf(enabled[i], isNew: i == at.Current);
            if (i == 0 || priority > highest)
            {
                (best, highest) = (i, priority);
            }
        }

        Redraw(enabled[best]);
        return best;
    }

    // What the strand that made the last step would do now is another operation, though it may look the same.
    private ulong PriorityOf(in PendingOperation operation, bool isNew)
    {
        while (_known.Count <= operation.Strand)
        {
            _known.Add(default);
        }

        (PendingOperation Operation, ulong Priority) known = _known[operation.Strand];
        if (isNew || known.Priority == 0 || known.Operation != operation)
        {
            known = (operation, Draw());
            _known[operation.Strand] = known;
        }

        return known.Priority;
    }

    // Priority 0 is drawn anew when the operation is next looked at.
    private void Redraw(in PendingOperation done)
    {
        for (int i = 0; i < _known.Count; i++)
        {
            if (_known[i].Priority != 0 && AreInConflict(_known[i].Operation, done))
            {
                _known[i] = default;
            }
        }
    }

    private ulong Draw() => _chance.Next() | 1;

    private static bool AreInConflict(in PendingOperation one, in PendingOperation other) =>
        one.Strand == other.Strand || (one.Resource == other.Resource && (one.IsWrite || other.IsWrite));
}
