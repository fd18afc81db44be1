using System.Numerics;

namespace Baton.Testing;

/// <summary>
/// All orders of operations that are in conflict, and of each such order one schedule: dynamic partial order reduction with sleep sets.
/// </summary>
/// <remarks>
/// <para>C. Flanagan, P. Godefroid: Dynamic Partial-Order Reduction for Model Checking Software, POPL 2005. After each step, what each
/// strand does next is compared with the last step that is in conflict with it and does not lie before it. There that strand is to be tried
/// first, in another schedule.</para>
/// <para>With a limit of preemptions, schedules above it are left out. So more is tried elsewhere, as K. Coons, M. Musuvathi, K. McKinley
/// say (Bounded Partial-Order Reduction, OOPSLA 2013), and nothing sleeps.</para>
/// </remarks>
internal sealed class ConflictStrategy(int? preemptions) : Strategy
{
    // All of these: the thread with the turn; between schedules the exploring thread.
    private readonly List<ConflictNode> _path = [];     // the decisions of this schedule, or of the last
    private readonly List<ConflictNode> _steps = [];    // of this schedule: those that were steps
    private readonly ConflictTrace _trace = new();
    private readonly PendingOperation?[] _known = new PendingOperation?[ConflictTrace.MostStrands]; // what strands do next, compared
    private int _next;              // which decision is next
    private bool _isBeginLocal;     // is it no choice when a strand begins?
    private bool _isIncomplete;     // was a schedule too long to be seen to its end?

    internal override bool SeesAll => true;

    internal override bool IsWithoutChance => true;

    internal override bool IsComplete => !_isIncomplete;

    internal override void Use(ExploreOptions options)
    {
        _isBeginLocal = options.Starts != StartOrder.Anytime;
        if (options.Uncontrolled == Uncontrolled.Wait)
        {
            throw new ArgumentException("Strategy.Dpor cannot repeat what comes from outside: set ExploreOptions.Uncontrolled to Refuse.");
        }
    }

    internal override StartOrder StartsOf(long index) => StartOrder.AtFirstOperation;

    internal override long SeedOf(long index) => 0;

    protected internal override bool Begin(ulong seed, long index)
    {
        _next = 0;
        _steps.Clear();
        Array.Clear(_known);
        _trace.Begin(_isBeginLocal);
        if (index == 0)
        {
            _path.Clear();
            _isIncomplete = false;
            return true;
        }

        while (_path is [.., var node])
        {
            if (TryNext(node))
            {
                return true;
            }

            _path.RemoveAt(_path.Count - 1);
        }

        return false;
    }

    internal override void SeeBlocked(ReadOnlySpan<PendingOperation> blocked)
    {
        foreach (ref readonly PendingOperation operation in blocked)
        {
            if (operation.Resource != 0 && operation.Strand < ConflictTrace.MostStrands)
            {
                Compare(operation);
            }
        }
    }

    protected internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at)
    {
        _trace.See(enabled);
        foreach (ref readonly PendingOperation operation in enabled)
        {
            Compare(operation);
        }

        if (_next == _path.Count && NewNode(enabled, at.Current) is { } made)
        {
            _path.Add(made);
        }

        if (_next == _path.Count)
        {
            return -1; // all that could go on sleep: other schedules have shown what comes
        }

        ConflictNode node = _path[_next++];
        if (!enabled.SequenceEqual(node.Enabled))
        {
            throw new InvalidOperationException(
                "The test does not do the same each time, so its orders cannot be counted: after the same decisions other strands could " +
                "go on, or would do something else.");
        }

        _steps.Add(node);
        _trace.Add(node.Operation);
        _known[node.Operation.Strand] = null;
        return node.Chosen;
    }

    internal override int? ChooseValue(int count)
    {
        if (_next == _path.Count)
        {
            _path.Add(new ConflictNode { Enabled = [], Values = count });
        }

        ConflictNode node = _path[_next++];
        return node.Values == count ? node.Chosen : throw new InvalidOperationException(
            "The test does not do the same each time, so its orders cannot be counted: it chooses another value.");
    }

    internal override void GiveWay() => _isIncomplete = true;

    private static int Lowest(ulong mask) => BitOperations.TrailingZeroCount(mask);

    // Is something left to be tried at the last decision? Then it is tried next.
    private bool TryNext(ConflictNode node)
    {
        if (node.Values > 0)
        {
            return ++node.Chosen < node.Values;
        }

        if (preemptions is null)
        {
            node.Sleep(node.Operation);
        }

        for (ulong left = node.ToTry & ~node.Tried; left != 0; left &= left - 1)
        {
            int strand = Lowest(left);
            node.Tried |= 1UL << strand;
            int index = node.IndexOf(strand);
            if (!node.IsAsleep(strand) && (preemptions is not { } most || node.PreemptionsWith(index) <= most))
            {
                node.Chosen = index;
                return true;
            }
        }

        return false;
    }

    // Null: all that can go on sleep, or would go beyond the limit.
    private ConflictNode? NewNode(ReadOnlySpan<PendingOperation> enabled, int current)
    {
        ConflictNode? before = _steps is [.., var last] ? last : null;
        ConflictNode node = new()
        {
            Enabled = enabled.ToArray(),
            Current = current,
            Preemptions = before?.PreemptionsWith(before.Chosen) ?? 0,
        };
        node.SetStrands();
        foreach (PendingOperation asleep in before?.Asleep ?? [])
        {
            if (asleep.Strand != before!.Operation.Strand && !_trace.Conflicts.Are(asleep, before.Operation))
            {
                node.Sleep(asleep);
            }
        }

        int chosen = current >= 0 && !node.IsAsleep(enabled[current].Strand)
            ? current
            : Array.FindIndex(node.Enabled, operation => !node.IsAsleep(operation.Strand));
        if (chosen < 0)
        {
            return null;
        }

        node.Chosen = chosen;
        node.ToTry = node.Tried = 1UL << enabled[chosen].Strand;
        return node;
    }

    // What a strand does next is compared with all steps once, and then with each new step.
    private void Compare(in PendingOperation operation)
    {
        int first = _known[operation.Strand] == operation ? _trace.Count - 1 : 0;
        _known[operation.Strand] = operation;
        int step = _trace.FindRace(operation, Math.Max(0, first));
        if (step < 0)
        {
            return;
        }

        TryBefore(step, operation.Strand);
        if (preemptions is not null)
        {
            TryBefore(_trace.BeginOfPart(step), operation.Strand);
        }
    }

    // The strand, or one that lies before what it does next, is to be tried in place of the step.
    private void TryBefore(int step, int strand)
    {
        ConflictNode node = _steps[step];
        ulong own = node.Strands & (1UL << strand);
        ulong ways = own;
        for (ulong left = preemptions is null ? node.Strands : 0; left != 0; left &= left - 1)
        {
            int other = Lowest(left);
            ways |= _trace.LastBefore(other, strand) > step ? 1UL << other : 0;
        }

        if (ways == 0)
        {
            node.ToTry |= node.Strands;
        }
        else if ((ways & node.ToTry) == 0)
        {
            node.ToTry |= own != 0 ? own : 1UL << Lowest(ways);
        }
    }
}
