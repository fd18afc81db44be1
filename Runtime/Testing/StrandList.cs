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
    private RunThread[] _enabled = new RunThread[16];                   // those that can go on; the thread with the turn

    internal IReadOnlyList<RunThread> All => _strands;

    /// <summary>Of those that <see cref="FindEnabled"/> has found, in the order of their numbers.</summary>
    internal ReadOnlySpan<PendingOperation> Operations => _operations.AsSpan(0, Enabled);

    /// <summary>How many <see cref="FindEnabled"/> has found.</summary>
    internal int Enabled { get; private set; }

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
    /// <param name="schedule">Decides who is asked first, where several wait for what only one can get. Null: the lowest.</param>
    /// <returns>The index of that strand among those found. −1: it cannot go on.</returns>
    internal int FindEnabled(RunThread? last, Schedule? schedule = null)
    {
        if (schedule is not null)
        {
            LookInForeignCode(schedule);
        }

        int current = -1;
        Enabled = 0;
        for (int i = 0; i < _strands.Count; i++)
        {
            RunThread strand = _strands[i];
            if (strand.IsEnabled)
            {
                current = strand == last ? Enabled : current;
                Add(strand);
            }
        }

        return current;
    }

    /// <summary>The conductor, when no strand can go on: lets one that spins spin, or time pass.</summary>
    /// <returns>False: nothing makes one go on.</returns>
    internal bool TryGoOn(TestRun run) => TryRouse(run.Progress, MostRousings) || run.Time.TryAdvance()
        || TryRouse(run.Progress, long.MaxValue) || TryOutwaitOthers();

    // A thread that is not of the run may hold a lock of the process's for a moment, as the console's. Looks again, for some milliseconds.
    private bool TryOutwaitOthers()
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

    // The conductor: strands that spin do so once more, so often at most without progress in between.
    private bool TryRouse(long progress, long most)
    {
        _rousings = progress == _progress ? _rousings : 0;
        _progress = progress;
        bool isAny = false;
        for (int i = 0; i < _strands.Count && _rousings < most; i++)
        {
            isAny |= _strands[i].Looks.TryRouse();
        }

        _rousings += isAny ? 1 : 0;
        return isAny;
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
        _operations[Enabled++] = strand.Operation;
    }
}
