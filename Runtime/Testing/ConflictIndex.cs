namespace Baton.Testing;

/// <summary>
/// The last steps of each strand that an operation may be in conflict with, so that nobody looks through all steps of a long schedule.
/// Belongs to the thread that has the turn.
/// </summary>
internal sealed class ConflictIndex
{
    // All of these: the thread with the turn.
    private readonly Dictionary<(int Strand, int Resource), Last> _resources = [];
    private readonly Last[] _all = new Last[ConflictTrace.MostStrands];     // what others may see
    private readonly Last[] _wild = new Last[ConflictTrace.MostStrands];    // what is in conflict with all
    private readonly Last[] _queues = new Last[ConflictTrace.MostStrands];  // at whatever queue
    private readonly Last[] _selects = new Last[ConflictTrace.MostStrands]; // at several queues

    /// <summary>One more than the highest number of a strand.</summary>
    internal int Strands { get; private set; }

    internal void Clear()
    {
        Strands = 0;
        _resources.Clear();
        Array.Clear(_all);
        Array.Clear(_wild);
        Array.Clear(_queues);
        Array.Clear(_selects);
    }

    /// <summary>The step is made.</summary>
    internal void Add(int step, in PendingOperation operation, OperationConflicts conflicts)
    {
        if (conflicts.IsLocal(operation))
        {
            return;
        }

        Strands = Math.Max(Strands, operation.Strand + 1);
        (int strand, int resource, bool isWrite) = (operation.Strand, operation.Resource, operation.IsWrite);
        _all[strand].Note(step, isWrite);
        if (OperationConflicts.IsWild(operation))
        {
            _wild[strand].Note(step, isWrite);
        }

        if (operation.Kind == OperationKind.Queue)
        {
            _queues[strand].Note(step, isWrite);
            _selects[strand].Note(step, isWrite, isIt: resource == 0);
        }

        Last last = _resources.GetValueOrDefault((strand, resource));
        last.Note(step, isWrite);
        _resources[(strand, resource)] = last;
    }

    /// <summary>
    /// The last step of the strand that is in conflict with the operation: see <see cref="OperationConflicts"/>. −1: none.
    /// </summary>
    internal int LastOf(int strand, in PendingOperation operation, OperationConflicts conflicts)
    {
        if (conflicts.IsLocal(operation))
        {
            return -1;
        }

        if (OperationConflicts.IsWild(operation))
        {
            return _all[strand].Any;
        }

        int step = Math.Max(_wild[strand].Any, _resources.GetValueOrDefault((strand, operation.Resource)).For(operation.IsWrite));
        return operation.Kind != OperationKind.Queue ? step
            : Math.Max(step, (operation.Resource == 0 ? _queues : _selects)[strand].For(operation.IsWrite));
    }

    /// <summary>The last steps of one strand and one kind. Those are one more than their numbers, so that 0 is none.</summary>
    private struct Last
    {
        private int _any;   // the owner
        private int _write; // the owner

        internal readonly int Any => _any - 1;

        internal void Note(int step, bool isWrite, bool isIt = true)
        {
            _any = isIt ? step + 1 : _any;
            _write = isIt && isWrite ? step + 1 : _write;
        }

        /// <summary>The last that is in conflict with a write, or with a read.</summary>
        internal readonly int For(bool isWrite) => (isWrite ? _any : _write) - 1;
    }
}
