using System.Diagnostics;

namespace Baton;

/// <summary>
/// How long one side of a handoff spins before it parks, learned from what parking cost it. Written by that side only,
/// and only when a spin failed, so that a tight handoff writes nothing.
/// </summary>
/// <remarks>
/// The classic competitive rule: spinning longer than a park and wake-up costs can never pay. A wait that turns out to
/// have been shorter than that raises the budget to the full horizon; one that was longer halves it.
/// (Karlin, Li, Manasse, Owicki: Empirical Studies of Competitive Spinning for a Shared-Memory Multiprocessor, 1991.)
/// </remarks>
internal struct SpinTuner
{
    /// <summary>What a park and wake-up costs, and so the longest spin: 50 µs in <see cref="Stopwatch"/> ticks.</summary>
    internal static readonly long Horizon = Stopwatch.Frequency / 20_000;

    /// <summary>For a side of which nothing is known and most will wait long: enough to catch a baton that comes right back.</summary>
    internal static readonly long Short = Horizon / 16;

    internal SpinTuner(long budget) => Budget = budget;

    /// <summary><see cref="Stopwatch"/> ticks to spin before parking; 0: none.</summary>
    internal long Budget { get; private set; }

    /// <summary>The spin failed, and the baton came <paramref name="parkedTicks"/> after the side had parked.</summary>
    internal void Missed(long parkedTicks)
    {
        long next = Budget + parkedTicks <= Horizon ? Horizon : Budget / 2;
        Budget = next < Horizon / 32 ? 0 : next;
    }
}
