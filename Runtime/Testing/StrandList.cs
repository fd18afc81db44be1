using System.Runtime.InteropServices;

namespace Baton.Testing;

/// <summary>The strands that have something to do, in the order of their numbers. Belongs to the thread that has the turn.</summary>
internal sealed class StrandList
{
    private const int MostMoments = 10; // of a millisecond
    private const int MostRousings = 100; // before time goes on

    private readonly List<RunThread> _strands = [];                     // the thread with the turn
    private PendingOperation[] _operations = new PendingOperation[16];  // what those that can go on would do; the thread with the turn
    private long _progress;                                             // of the run, when strands were last roused; the conductor
    private long _rousings;                                             // since then without progress; the conductor
    private readonly List<PendingOperation> _blocked = [];              // what others would do; the thread with the turn
    private RunThread[] _enabled = new RunThread[16];                   // those that can go on; the thread with the turn

    internal List<RunThread> All => _strands;

    /// <summary>Of those that <see cref="FindEnabled"/> has found, in the order of their numbers.</summary>
    internal ReadOnlySpan<PendingOperation> Operations => _operations.AsSpan(0, Enabled);

    /// <summary>How many <see cref="FindEnabled"/> has found.</summary>
    internal int Enabled { get; private set; }

    /// <summary>Can a strand go on because a timer has fired, and has not yet? Then a later timer may not fire.</summary>
    internal bool HasFired => _strands.Exists(static strand => strand.IsFired);

    internal RunThread this[int enabled] => _enabled[enabled];

    /// <summary>The strand has a new number, greater than all others.</summary>
    internal void Enlist(RunThread strand)
    {
        _strands.Remove(strand);
        _strands.Add(strand);
    }

    internal void Delist(RunThread strand) => _strands.Remove(strand);

    /// <summary>Finds the strands that can go on.</summary>
    /// <param name="last">The strand that made the last step.</param>
    /// <param name="clock">Can go on too, if any strand can. Null: it cannot.</param>
    /// <param name="isAloneToo">May the clock go on also if no strand can?</param>
    /// <param name="schedule">Decides who is asked first, where several wait for what only one can get. Null: the lowest.</param>
    /// <returns>The index of that strand among those found. −1: it cannot go on.</returns>
    internal int FindEnabled(RunThread? last, Schedule? schedule = null, RunThread? clock = null, bool isAloneToo = false)
    {
        if (schedule is not null)
        {
            LookInForeignCode(schedule);
        }

        int current = -1;
        Enabled = 0;
        int clockAt = clock is null ? -1 : PlaceOf(clock);
        for (int i = 0; i <= _strands.Count; i++)
        {
            if (i == clockAt)
            {
                Add(clock!);
            }

            if (i < _strands.Count && _strands[i] is { IsEnabled: true } strand)
            {
                current = strand == last ? Enabled : current;
                Add(strand);
            }
        }

        Enabled = Enabled == 1 && clock is not null && !isAloneToo ? 0 : Enabled;
        return current;
    }

    /// <summary>What those would do that wait for what they have said, and cannot go on.</summary>
    internal ReadOnlySpan<PendingOperation> FindBlocked()
    {
        _blocked.Clear();
        foreach (RunThread strand in _strands)
        {
            if (strand.State == StrandState.Waiting && strand.Operation.Resource != 0 && !strand.IsEnabled)
            {
                _blocked.Add(strand.Operation);
            }
        }

        return CollectionsMarshal.AsSpan(_blocked);
    }

    /// <summary>Of those that <see cref="FindEnabled"/> has found: the first frame that is to begin. Null: there is none.</summary>
    internal RunThread? FindFrameToBegin()
    {
        foreach (RunThread strand in _enabled.AsSpan(0, Enabled))
        {
            if (strand.IsFrameToBegin)
            {
                return strand;
            }
        }

        return null;
    }

    /// <summary>Of those that <see cref="FindEnabled"/> has found, leaves out those that spin.</summary>
    /// <param name="spins">Knows them.</param>
    /// <param name="current">The index of the strand that made the last step.</param>
    /// <param name="clock">Does not go on alone.</param>
    /// <returns>That index now. −1: it cannot go on.</returns>
    internal int LeaveOut(SpinWatch spins, int current, RunThread? clock)
    {
        int left = 0;
        int now = -1;
        for (int i = 0; i < Enabled; i++)
        {
            if (!spins.IsSpinning(_operations[i]))
            {
                now = i == current ? left : now;
                (_enabled[left], _operations[left]) = (_enabled[i], _operations[i]);
                left++;
            }
        }

        Enabled = left == 1 && _enabled[0] == clock ? 0 : left;
        return now;
    }

    /// <summary>When no strand can go on: those that wait for that can. False: there are none.</summary>
    internal bool TryEndIdleWaits()
    {
        bool isAny = false;
        foreach (RunThread strand in _strands)
        {
            isAny |= strand.WaitsForIdle;
            strand.WaitsForIdle = false;
        }

        return isAny;
    }

    /// <summary>
    /// The conductor, when no strand can go on: a thread that is not of the run may hold a lock of the process's for a moment, as the
    /// console's. Looks again, for some milliseconds.
    /// </summary>
    /// <returns>True: a strand can go on.</returns>
    internal bool TryOutwaitOthers()
    {
        for (int i = 0; i < MostMoments && _strands.Exists(static strand => strand.IsInForeignCode); i++)
        {
            Uninterrupted.TrySleep(1);
            FindEnabled(null);
            if (Enabled > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The conductor, when no strand can go on: those that spin do so once more.</summary>
    /// <param name="run">The run.</param>
    /// <param name="isBeforeTime">So often at most without progress in between.</param>
    /// <returns>False: none spins, or it was often enough.</returns>
    internal bool TryRouse(TestRun run, bool isBeforeTime)
    {
        long most = isBeforeTime ? MostRousings : long.MaxValue;
        _rousings = run.Progress == _progress ? _rousings : 0;
        _progress = run.Progress;
        bool isAny = false;
        for (int i = 0; i < _strands.Count && _rousings < most; i++)
        {
            isAny |= _strands[i].Looks.TryRouse();
        }

        _rousings += isAny ? 1 : 0;
        return isAny;
    }

    // How many strands have lower numbers. Each step asks, so nothing is made here.
    private int PlaceOf(RunThread clock)
    {
        int place = 0;
        while (place < _strands.Count && _strands[place].Number < clock.Number)
        {
            place++;
        }

        return place;
    }

    // To ask a strand that waits in foreign code takes what it waits for, as the one signal of an event.
    private void LookInForeignCode(Schedule schedule)
    {
        int waiting = 0;
        foreach (RunThread strand in _strands)
        {
            waiting += strand.IsInForeignCode ? 1 : 0;
        }

        int first = waiting > 1 ? schedule.DrawFirst(_strands.Count) : 0;
        for (int i = 0; i < _strands.Count && waiting > 1; i++)
        {
            _ = _strands[(first + i) % _strands.Count].IsEnabled;
        }
    }

    private void Add(RunThread strand)
    {
        if (Enabled == _enabled.Length)
        {
            Array.Resize(ref _enabled, 2 * Enabled);
            Array.Resize(ref _operations, 2 * Enabled);
        }

        _enabled[Enabled] = strand;
        _operations[Enabled++] = strand.IsInForeignCode ? strand.Operation with { Kind = OperationKind.Wait } : strand.Operation;
    }
}
