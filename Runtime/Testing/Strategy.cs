namespace Baton.Testing;

/// <summary>Decides in each schedule which strand goes next.</summary>
/// <remarks>
/// One strategy serves one <see cref="Explore"/> at a time. Its methods are called by one thread after the other, and must use no time, no
/// chance but what follows from the seed, and nothing of the code under test. What they throw fails the schedule.
/// </remarks>
public abstract class Strategy
{
    /// <summary>A new strategy that picks each strand that can go on with the same chance.</summary>
    public static Strategy RandomWalk => new RandomWalk();

    /// <summary>
    /// A new strategy that has others make the schedules by turns: <see cref="RandomWalk"/>, <see cref="Pct"/> of 2 and 4,
    /// <see cref="PartialOrder"/> and <see cref="Swarm"/>. A good choice where nothing is known of the fault.
    /// </summary>
    public static Strategy Portfolio => new PortfolioStrategy(RandomWalk, Pct(2), PartialOrder(), Pct(4), Swarm());

    /// <summary>
    /// A new strategy that gives each strand a priority by chance, and lets the highest go on. At <paramref name="depth"/> − 1 steps, drawn
    /// by chance, the strand that goes on falls behind all others. It finds bugs that need few switches at certain steps.
    /// </summary>
    /// <param name="depth">How many orders between two steps a bug may need, 1 or more. Default: 3.</param>
    /// <returns>The strategy.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="depth"/> is less than 1.</exception>
    public static Strategy Pct(int depth = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        return new PriorityStrategy(depth);
    }

    /// <summary>
    /// A new strategy that makes each order of conflicting operations about as likely as any other. Two operations are in conflict if they
    /// name the same resource and one of them writes, or if neither names any.
    /// </summary>
    /// <remarks>
    /// It finds most where the test tells what its strands share: by queues and other things of Baton's, by
    /// <see cref="TestScheduler.Read"/> and <see cref="TestScheduler.Write"/>. X. Yuan, J. Yang, R. Gu: Partial Order Aware Concurrency
    /// Sampling, CAV 2018.
    /// </remarks>
    /// <returns>The strategy.</returns>
    public static Strategy PartialOrder() => new PartialOrderStrategy();

    /// <summary>
    /// A new strategy that gives each strand a weight in each schedule, by chance, and picks by weight. It finds what needs one strand to
    /// be far behind the others.
    /// </summary>
    /// <returns>The strategy.</returns>
    public static Strategy Swarm() => new SwarmStrategy();

    /// <summary>
    /// A new strategy that runs all schedules, one after the other. Then the exploration ends: <see cref="ExploreResult.IsExhausted"/>.
    /// </summary>
    /// <param name="preemptions">
    /// How often a strand that can go on is passed over for another, at most in one schedule; 0 or more. Most bugs need one or two. Null:
    /// without limit, which soon is too many schedules.
    /// </param>
    /// <returns>The strategy.</returns>
    /// <remarks>
    /// What strands share must lie between visible steps, or under them; code that spins has no end of schedules. To exhaust is a proof for
    /// this test and this limit, and for no other.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="preemptions"/> is negative.</exception>
    public static Strategy Exhaustive(int? preemptions = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(preemptions.GetValueOrDefault(), nameof(preemptions));
        return new ExhaustiveStrategy(preemptions);
    }

    /// <summary>A schedule is about to begin.</summary>
    /// <param name="seed">Of the whole exploration.</param>
    /// <param name="index">Of the schedule, from 0. With the seed it decides all that the strategy does by chance.</param>
    /// <returns>False: all has been seen, and the exploration ends without this schedule.</returns>
    protected internal virtual bool Begin(ulong seed, long index) => true;

    /// <summary>Picks the strand that goes next.</summary>
    /// <param name="enabled">What the strands that can go on would do, two or more, in the order of their numbers.</param>
    /// <param name="at">Where the schedule is.</param>
    /// <returns>The index in <paramref name="enabled"/>.</returns>
    protected internal abstract int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at);

    /// <summary>Chooses a value for <see cref="TestScheduler.Choose"/>. Null: by chance.</summary>
    internal virtual int? ChooseValue(int count) => null;

    /// <summary>The schedule is over, and had so many steps.</summary>
    internal virtual void End(int steps)
    {
    }

    /// <summary>The chance of the schedule follows from this index, and from the seed.</summary>
    internal virtual long SeedOf(long index) => index;
}
