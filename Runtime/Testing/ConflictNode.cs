namespace Baton.Testing;

/// <summary>
/// One decision of <see cref="ConflictStrategy"/>: which strand goes on, or which value is chosen. The thread with the turn writes.
/// </summary>
internal sealed class ConflictNode
{
    private readonly List<PendingOperation> _asleep = []; // what need not be tried here; the thread with the turn

    /// <summary>What the strands that could go on would do. Empty: a value is chosen.</summary>
    internal required PendingOperation[] Enabled { get; init; }

    /// <summary>How many values there are. 0: a strand is chosen.</summary>
    internal int Values { get; init; }

    /// <summary>Which strand made the step before, by its index among those that can go on. −1: it cannot.</summary>
    internal int Current { get; init; } = -1;

    /// <summary>How often a strand that could go on was passed over before.</summary>
    internal int Preemptions { get; init; }

    /// <summary>The index of the strand, or the value.</summary>
    internal int Chosen { get; set; }

    /// <summary>The strands that are to be tried here, by number.</summary>
    internal ulong ToTry { get; set; }

    /// <summary>The strands that were tried here, by number, or need not be.</summary>
    internal ulong Tried { get; set; }

    internal IReadOnlyList<PendingOperation> Asleep => _asleep;

    internal PendingOperation Operation => Enabled[Chosen];

    /// <summary>The strands that can go on, by number.</summary>
    internal ulong Strands { get; private set; }

    /// <summary>How often a strand that could go on was passed over if the strand of this index goes on.</summary>
    internal int PreemptionsWith(int index) => Preemptions + (Current >= 0 && index != Current ? 1 : 0);

    internal void SetStrands() => Strands = Enabled.Aggregate(0UL, static (mask, operation) => mask | (1UL << operation.Strand));

    internal void Sleep(in PendingOperation operation) => _asleep.Add(operation);

    internal bool IsAsleep(int strand) => _asleep.Exists(operation => operation.Strand == strand);

    internal int IndexOf(int strand) => Array.FindIndex(Enabled, operation => operation.Strand == strand);
}
