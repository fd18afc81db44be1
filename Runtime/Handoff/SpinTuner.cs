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

    /// <summary>The longest spin of one who hopes, see <see cref="Missed"/>; no wait that was longer gives hope.</summary>
    internal static readonly long Furthest = 4 * Horizon;

    private const int Patience = 8; // such misses, of which one gives hope

    private int _patience;

    internal SpinTuner(long budget) => Budget = budget;

    /// <summary><see cref="Stopwatch"/> ticks to spin before parking; 0: none.</summary>
    internal long Budget { get; private set; }

    /// <summary>The spin failed, and the baton came <paramref name="parkedTicks"/> after the side had parked.</summary>
    /// <param name="parkedTicks">How long the side was parked.</param>
    /// <param name="wakingTicks">
    /// For how long of that the other side, woken by this one, was still asleep: it would have answered so much sooner if it had spun.
    /// </param>
    /// <remarks>
    /// Two sides that wake each other each time wait for no more than each other's wakings, and longer than a spin may pay: without the second
    /// parameter they would never find out. So now and then such a wait is forgiven, and the side spins through the other's waking; when that
    /// finds a spinning side in its turn, neither parks again.
    /// </remarks>
    internal void Missed(long parkedTicks, long wakingTicks = 0)
    {
        long wait = Budget + parkedTicks;
        if (wait <= Horizon)
        {
            Budget = Horizon;
        }
        else if (wakingTicks > 0 && wait - wakingTicks <= Horizon && wait + Horizon <= Furthest && --_patience < 0)
        {
            _patience = Patience - 1;
            Budget = wait + Horizon;
        }
        else
        {
            long next = Math.Min(Budget, Horizon) / 2;
            Budget = next < Horizon / 32 ? 0 : next;
        }
    }
}
