using System.Globalization;

namespace Baton.Testing;

/// <summary>
/// Finds strands that spin: they read the same again and again, and nobody writes it. Belongs to the thread that has the turn.
/// </summary>
/// <remarks>
/// Such a strand counts as waiting for a write: it is no candidate while others are. When only such strands could go on, they go in turns.
/// If that lets none of them do something else, it is a livelock.
/// </remarks>
internal sealed class SpinWatch(int mostInTurns)
{
    private const int MostLooks = 64;
    private const int MostResources = 8; // who reads more does not spin

    // All of these: the thread with the turn.
    private readonly Dictionary<int, Looks> _looks = [];    // by strand
    private int _strands;                                   // how many there were at the last step
    private int _inTurns;                                   // steps in turns so far
    private bool _goesInTurns;                              // may those that spin go on?

    /// <summary>Have those that spin gone in turns for so long that none will do something else?</summary>
    internal bool IsLivelock => _inTurns > mostInTurns;

    internal bool GoesInTurns => _goesInTurns;

    /// <summary>A schedule begins.</summary>
    internal void Begin()
    {
        _looks.Clear();
        _strands = _inTurns = 0;
        _goesInTurns = false;
    }

    /// <summary>Does the strand only wait for a write?</summary>
    internal bool IsSpinning(in PendingOperation operation) =>
        _looks.TryGetValue(operation.Strand, out Looks? looks) && looks.Count >= MostLooks && looks.Resources.Contains(operation.Resource)
        && IsLook(operation);

    /// <summary>
    /// The conductor: nothing else can happen. Those that spin go on in turns. False: they do already, or there are none.
    /// </summary>
    internal bool TryRouse()
    {
        bool begins = !_goesInTurns && _looks.Values.Any(static looks => looks.Count >= MostLooks);
        _goesInTurns |= begins;
        return begins;
    }

    /// <summary>A step is made.</summary>
    internal void See(in PendingOperation operation, int strands)
    {
        if (strands < _strands)
        {
            _looks.Clear(); // one has ended, and may have done anything before
        }

        _strands = strands;
        if (IsLook(operation))
        {
            Add(operation);
            _inTurns += _goesInTurns ? 1 : 0;
            return;
        }

        _looks.Remove(operation.Strand);
        _goesInTurns = false;
        _inTurns = 0;
        if (operation.IsWrite && _looks.Count > 0)
        {
            Wake(operation.Resource);
        }
    }

    /// <summary>Something has come that is no step, as a time.</summary>
    internal void Clear() => Begin();

    internal ScheduleFailure Failure(IEnumerable<RunThread> strands) => new(
        FailureKind.Livelock,
        string.Create(
            CultureInfo.InvariantCulture,
            $"These strands read the same again and again, for {mostInTurns} steps in turns, and nobody writes it:{Environment.NewLine}") +
        string.Join(
            Environment.NewLine,
            strands.Where(strand => IsSpinning(strand.Operation))
                .Select(static strand => $"  {strand.Name}: {StandstillReport.Describe(strand)}")));

    private static bool IsLook(in PendingOperation operation) =>
        operation is { Kind: OperationKind.Point, IsWrite: false } && operation.Resource != 0;

    private void Add(in PendingOperation operation)
    {
        if (!_looks.TryGetValue(operation.Strand, out Looks? looks))
        {
            _looks.Add(operation.Strand, looks = new Looks());
        }

        looks.Count++;
        if (!looks.Resources.Contains(operation.Resource))
        {
            looks.Resources.Add(operation.Resource);
            looks.Count = looks.Resources.Count > MostResources ? int.MinValue : 0; // a new one: it goes on
        }
    }

    // An operation that names no resource may write anything.
    private void Wake(int resource)
    {
        foreach ((int strand, Looks looks) in _looks)
        {
            if (resource == 0 || looks.Resources.Contains(resource))
            {
                _looks.Remove(strand);
            }
        }
    }

    /// <summary>What one strand has read since it did something else.</summary>
    private sealed class Looks
    {
        /// <summary>How often. Negative: it reads too much to spin. The watch writes.</summary>
        internal int Count { get; set; }

        internal List<int> Resources { get; } = [];
    }
}
