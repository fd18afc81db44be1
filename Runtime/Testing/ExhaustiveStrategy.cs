namespace Baton.Testing;

/// <summary>All schedules, one after the other: depth first, each time with the last decision changed that can be.</summary>
/// <param name="preemptions">
/// How often a strand that can go on is passed over for another, at most in one schedule. Null: without limit.
/// </param>
internal sealed class ExhaustiveStrategy(int? preemptions) : Strategy
{
    private readonly List<(int Options, int Chosen)> _path = []; // the decisions of this schedule, or of the last; the thread with the turn
    private int _next;          // which of them is next; the thread with the turn
    private int _preemptions;   // in this schedule; the thread with the turn

    protected internal override bool Begin(ulong seed, long index)
    {
        _next = _preemptions = 0;
        if (index == 0)
        {
            _path.Clear();
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

    internal override int? ChooseValue(int count) => Decide(count);

    internal override long SeedOf(long index) => 0; // what the test draws by chance is the same in all schedules

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
