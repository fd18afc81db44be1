namespace Baton.Testing;

/// <summary>All schedules, one after the other: depth first, each time with the last decision changed that can be.</summary>
/// <param name="preemptions">
/// How often a strand that can go on is passed over for another, at most in one schedule. Null: without limit.
/// </param>
/// <param name="delays">How often a strand is passed over in the round. Null: without limit, and they go in no round.</param>
internal sealed class ExhaustiveStrategy(int? preemptions, int? delays) : Strategy
{
    private readonly List<(int Options, int Chosen)> _path = []; // the decisions of this schedule, or of the last; the thread with the turn
    private int _next;          // which of them is next; the thread with the turn
    private int _preemptions;   // in this schedule; the thread with the turn
    private int _delays;        // in this schedule; the thread with the turn
    private int _last;          // the strand that went on last, by number; the thread with the turn

    private bool _isIncomplete; // was a schedule too long to be seen to its end? The thread with the turn

    internal override bool IsComplete => !_isIncomplete;

    internal override bool IsSeedFixed => true;

    internal override bool SeesAll => delays is not null;

    protected internal override bool Begin(ulong seed, long index)
    {
        _next = _preemptions = _delays = 0;
        _last = -1;
        if (index == 0)
        {
            _path.Clear();
            _isIncomplete = false;
            return true;
        }

        while (_path is [.., var (options, chosen)])
        {
            if (chosen + 1 < options)
            {
                _path[^1] = (options, chosen + 1);
                return true;
            }

            _path.RemoveAt(_path.Count - 1);
        }

        return false;
    }

    protected internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at)
    {
        bool mayPreempt = preemptions is not { } most || _preemptions < most;
        if (delays is { } longest)
        {
            return PickInRound(enabled, at.Current, at.Current >= 0 && !mayPreempt ? 0 : longest - _delays);
        }

        if (at.Current < 0)
        {
            return Decide(enabled.Length);
        }

        // The strand that made the last step comes first, then the others in order.
        int option = Decide(mayPreempt ? enabled.Length : 1);
        if (option == 0)
        {
            return at.Current;
        }

        _preemptions++;
        return option <= at.Current ? option - 1 : option;
    }

    // The strand that made the last step comes first, then those after it, by number; each that is passed over is a delay.
    private int PickInRound(ReadOnlySpan<PendingOperation> enabled, int current, int most)
    {
        int first = current;
        for (int i = 0; first < 0 && i < enabled.Length; i++)
        {
            first = enabled[i].Strand > _last ? i : first;
        }

        int passed = Decide(Math.Min(enabled.Length, most + 1));
        int index = (Math.Max(first, 0) + passed) % enabled.Length;
        _delays += passed;
        _preemptions += current >= 0 && index != current ? 1 : 0;
        _last = enabled[index].Strand;
        return index;
    }

    internal override int? ChooseValue(int count) => Decide(count);

    internal override void GiveWay() => _isIncomplete = true;

    internal override long SeedOf(long index) => 0; // what the test draws by chance is the same in all schedules

    internal override StartOrder StartsOf(long index) => StartOrder.Anytime;

    private int Decide(int options)
    {
        if (_next == _path.Count)
        {
            _path.Add((options, 0));
        }

        (int before, int chosen) = _path[_next++];
        return before == options ? chosen : throw new InvalidOperationException(
            "The test does not do the same each time, so its schedules cannot be counted: where the same decisions had led to " +
            $"{before} ways to go on, there are {options} now.");
    }
}
