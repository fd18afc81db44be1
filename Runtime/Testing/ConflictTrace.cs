namespace Baton.Testing;

/// <summary>
/// The steps of one schedule, and which of them lie before which: by their strand, by a conflict, or since a strand began or went on by
/// what another did. Belongs to the thread that has the turn.
/// </summary>
/// <remarks>
/// A clock of a strand tells for each other strand the last step of that strand that lies before. Steps are numbered from 0.
/// </remarks>
internal sealed class ConflictTrace
{
    internal const int MostStrands = 64;

    // All of these: the thread with the turn.
    private readonly List<PendingOperation> _steps = [];
    private readonly List<int[]> _clocks = [];                          // of each step
    private readonly int[]?[] _strands = new int[MostStrands][];        // of each strand; null: it has not begun
    private readonly int[]?[] _wakes = new int[MostStrands][];          // of the step by which each strand can go on; null: none
    private readonly List<int> _parts = [];                             // of each step: the first that its strand has made in a row
    private readonly ConflictIndex _index = new();
    private readonly Stack<int[]> _free = [];
    private OperationConflicts _conflicts = new(isBeginLocal: true);
    private ulong _enabled; // the strands that could go on before the last step

    internal int Count => _steps.Count;

    internal PendingOperation this[int step] => _steps[step];

    internal OperationConflicts Conflicts => _conflicts;

    /// <summary>A schedule begins.</summary>
    internal void Begin(bool isBeginLocal)
    {
        _conflicts = new OperationConflicts(isBeginLocal);
        _clocks.ForEach(_free.Push);
        _clocks.Clear();
        _steps.Clear();
        _parts.Clear();
        _index.Clear();
        Array.Clear(_strands);
        Array.Clear(_wakes);
        _enabled = 0;
    }

    /// <summary>Before a step: these can go on. Those that could not before can since the last step.</summary>
    internal void See(ReadOnlySpan<PendingOperation> enabled)
    {
        ulong now = 0;
        foreach (ref readonly PendingOperation operation in enabled)
        {
            int strand = operation.Strand;
            if (strand >= MostStrands)
            {
                throw new InvalidOperationException($"Strategy.Dpor takes {MostStrands} strands at most.");
            }

            now |= 1UL << strand;
            if ((_enabled & (1UL << strand)) == 0 && Count > 0 && _steps[^1].Strand != strand)
            {
                Wake(operation);
            }

            _strands[strand] ??= NewClock();
        }

        _enabled = now;
    }

    /// <summary>The last step of a strand that lies before what another does next. −1: none.</summary>
    internal int LastBefore(int of, int strand) => _strands[strand] is { } clock ? clock[of] : -1;

    /// <summary>
    /// The last step, from <paramref name="first"/> on, that is in conflict with an operation and does not lie before it. −1: none.
    /// </summary>
    internal int FindRace(in PendingOperation operation, int first)
    {
        int race = -1;
        for (int strand = 0; strand < _index.Strands; strand++)
        {
            int step = strand == operation.Strand ? -1 : _index.LastOf(strand, operation, _conflicts);
            race = step > LastBefore(strand, operation.Strand) ? Math.Max(race, step) : race; // those before it lie before that one
        }

        return race >= first ? race : -1;
    }

    /// <summary>The first of the steps that the step's strand has made in a row.</summary>
    internal int BeginOfPart(int step) => _parts[step];

    /// <summary>The step is made.</summary>
    internal void Add(in PendingOperation operation)
    {
        int[] clock = Rent();
        (_strands[operation.Strand] ??= NewClock()).CopyTo(clock, 0);
        if (_wakes[operation.Strand] is { } wake)
        {
            Join(clock, wake);
            _wakes[operation.Strand] = null;
        }

        for (int strand = 0; strand < _index.Strands; strand++)
        {
            if (_index.LastOf(strand, operation, _conflicts) is var step && step > clock[strand])
            {
                Join(clock, _clocks[step]); // what the strand has done before lies before that
            }
        }

        _index.Add(Count, operation, _conflicts);
        _parts.Add(_steps is [.., var last] && last.Strand == operation.Strand ? _parts[^1] : Count);
        clock[operation.Strand] = Count;
        _steps.Add(operation);
        _clocks.Add(clock);
        clock.CopyTo(_strands[operation.Strand]!, 0);
    }

    // An operation that another strand's step has let go on, as to take a lock that was held, could have come before that step.
    private void Wake(in PendingOperation operation)
    {
        int[] cause = _clocks[^1];
        if (_strands[operation.Strand] is null || _conflicts.IsLocal(operation))
        {
            Join(_strands[operation.Strand] ??= NewClock(), cause);
        }
        else
        {
            _wakes[operation.Strand] = cause;
        }
    }

    private static void Join(int[] clock, int[] other)
    {
        for (int i = 0; i < MostStrands; i++)
        {
            clock[i] = Math.Max(clock[i], other[i]);
        }
    }

    private static int[] NewClock()
    {
        int[] clock = new int[MostStrands];
        Array.Fill(clock, -1);
        return clock;
    }

    private int[] Rent() => _free.TryPop(out int[]? clock) ? clock : new int[MostStrands];
}
