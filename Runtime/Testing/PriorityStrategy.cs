namespace Baton.Testing;

/// <summary>
/// Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte, 2010). Each strand has a priority by chance, and the
/// highest goes on. At some steps, drawn before the schedule, the strand that goes on falls behind all others.
/// </summary>
/// <remarks>
/// The steps are drawn from as many as the first schedule had. To learn that number on the way would make later schedules depend on all
/// before.
/// </remarks>
/// <param name="depth">How many orders between steps a bug may need. One less is the number of such falls.</param>
internal sealed class PriorityStrategy(int depth) : Strategy
{
    private readonly Dictionary<int, ulong> _priorities = [];   // of each strand, by number; the thread with the turn
    private readonly long[] _falls = new long[depth - 1];       // the steps at which a strand falls, in order; the exploring thread
    private Chance _chance;     // of the schedule; the thread with the turn
    private int _fallen;        // how many strands have fallen; the thread with the turn
    private int _length;        // how many steps the first schedule had; the exploring thread
    private bool _isFirst;      // is this schedule that one? The exploring thread

    protected internal override bool Begin(ulong seed, long index)
    {
        _chance = new Chance(seed, index);
        _priorities.Clear();
        _fallen = 0;
        _isFirst = index == 0;
        for (int i = 0; i < _falls.Length; i++)
        {
            _falls[i] = _isFirst ? long.MaxValue : _chance.Next(_length + 1);
        }

        Array.Sort(_falls);
        return true;
    }

    protected internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at)
    {
        int highest = FindHighest(enabled);
        while (_fallen < _falls.Length && at.Step >= _falls[_fallen])
        {
            _priorities[enabled[highest].Strand] = (ulong)(_falls.Length - _fallen); // below all, and above those that fall later
            _fallen++;
            highest = FindHighest(enabled);
        }

        return highest;
    }

    internal override void End(int steps) => _length = _isFirst ? steps : _length;

    internal override Strategy Copy() => new PriorityStrategy(depth) { _length = _length };

    private int FindHighest(ReadOnlySpan<PendingOperation> enabled)
    {
        int highest = 0;
        for (int i = 0; i < enabled.Length; i++)
        {
            highest = PriorityOf(enabled[i].Strand) > PriorityOf(enabled[highest].Strand) ? i : highest;
        }

        return highest;
    }

    private ulong PriorityOf(int strand)
    {
        if (!_priorities.TryGetValue(strand, out ulong priority))
        {
            priority = _chance.Next() | (1UL << 63);
            _priorities.Add(strand, priority);
        }

        return priority;
    }
}
