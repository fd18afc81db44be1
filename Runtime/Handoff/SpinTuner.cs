using System.Diagnostics;

namespace Baton;

/// <summary>
/// How long one side of a handoff spins before it parks, learned from what parking cost that side. The side alone writes it,
/// and only when a spin has failed: a tight handoff writes nothing.
/// </summary>
/// <remarks>
/// The classic competitive rule: to spin for longer than a park and wake-up costs can never pay. A wait that turns out to
/// have been shorter raises the budget to the full horizon; a longer wait halves the budget.
/// (Karlin, Li, Manasse, Owicki: Empirical Studies of Competitive Spinning for a Shared-Memory Multiprocessor, 1991.)
/// </remarks>
internal struct SpinTuner
{
    /// <summary>What a park and wake-up costs, and so the longest spin: 50 µs in <see cref="Stopwatch"/> ticks.</summary>
    internal static readonly long Horizon = Stopwatch.Frequency / 20_000;

    /// <summary>The first budget of a side that will mostly wait long: enough to catch a baton that comes right back.</summary>
    internal static readonly long Short = Horizon / 16;

    /// <summary>
    /// The longest spin after a wait that was forgiven, see <see cref="Missed"/>. A wait that would need a longer one is not forgiven.
    /// </summary>
    internal static readonly long Furthest = 4 * Horizon;

    /// <summary>The number of forgivable waits of which one is forgiven.</summary>
    private const int Patience = 8;

    private int _patience; // waits until the next is forgiven; written by the side

    internal SpinTuner(long budget) => Budget = budget;

    /// <summary><see cref="Stopwatch"/> ticks to spin before parking; 0: none. Written by the side.</summary>
    internal long Budget { get; private set; }

    /// <summary>The spin failed, and the baton came <paramref name="parkedTicks"/> after the side had parked.</summary>
    /// <param name="parkedTicks">How long the side was parked.</param>
    /// <param name="wakingTicks">
    /// For how much of that time the other side was still asleep, after this side had woken it. If the other had spun, its answer would
    /// have come so much sooner.
    /// </param>
    /// <remarks>
    /// Two sides that wake each other every time wait for each other's wakings alone, and yet longer than a spin can pay. From the length
    /// of the wait alone they would never find out. So now and then such a wait is forgiven: the side spins through the other's waking.
    /// The other then finds this side spinning, and neither parks again.
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
