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
    /// <param name="delays">
    /// The same as a strand that is passed over in the round, at most in one schedule; 0 or more. The strands go round by number, each as
    /// long as it can. There are fewer schedules than with as many preemptions, if there are many strands. Null: without limit.
    /// </param>
    /// <returns>The strategy.</returns>
    /// <remarks>
    /// What strands share must lie between visible steps, or under them; code that spins has no end of schedules. To exhaust is a proof for
    /// this test and this limit, and for no other. <see cref="ExploreResult.IsExhausted"/> is false where something was decided that is no
    /// choice of the strategy: a strand had to wait for a lock or a task of .NET, the test drew by chance, work from outside was let in, or
    /// a schedule was longer than <see cref="ExploreOptions.MaxSteps"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative.</exception>
    public static Strategy Exhaustive(int? preemptions = null, int? delays = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(preemptions.GetValueOrDefault(), nameof(preemptions));
        ArgumentOutOfRangeException.ThrowIfNegative(delays.GetValueOrDefault(), nameof(delays));
        return new ExhaustiveStrategy(preemptions, delays);
    }

    /// <summary>
    /// A new strategy that runs one schedule for each order of the operations that are in conflict, and leaves out those that only let
    /// others change places: dynamic partial order reduction. It proves as much as <see cref="Exhaustive"/>, in far fewer schedules.
    /// </summary>
    /// <param name="preemptions">As for <see cref="Exhaustive"/>. Nothing is said of schedules with more.</param>
    /// <returns>The strategy.</returns>
    /// <remarks>
    /// <para>It relies on what the test says of its strands. All that they share is told by <see cref="TestScheduler.Read"/> and
    /// <see cref="TestScheduler.Write"/>, or is a queue or another thing of Baton's; or a <see cref="TestScheduler.Point"/> stands before
    /// it, which is in conflict with all other points. Two operations are in conflict if they name the same resource and one of them
    /// writes, or if neither names any.</para>
    /// <para>Not seen as conflicts are: which of several frames ends first; in which order frames of one scheduler become ready by others;
    /// and what strands do before their first step, unless <see cref="ExploreOptions.Starts"/> is <see cref="StartOrder.Anytime"/>.
    /// Strands see each write at once: it says nothing of memory models.</para>
    /// <para><see cref="ExploreResult.IsExhausted"/> is false where something was not seen: a strand had to wait for a lock or a task of
    /// .NET, several frames shared a scheduler, code with seams made steps, or a schedule was longer than
    /// <see cref="ExploreOptions.MaxSteps"/>. A schedule has 64 strands at most. <see cref="TestScheduler.Random"/> throws: use
    /// <see cref="TestScheduler.Choose"/>, of which each value is tried.
    /// <see cref="Testing.Uncontrolled.Wait"/> is refused.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="preemptions"/> is negative.</exception>
    public static Strategy Dpor(int? preemptions = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(preemptions.GetValueOrDefault(), nameof(preemptions));
        return new ConflictStrategy(preemptions);
    }

    /// <summary>Has the strategy make the decisions of schedules.</summary>
    internal Guide Guide => field ??= new StrategyGuide(this);

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

    /// <summary>Is it to be asked for steps too at which only one strand can go on? Then it sees each that is a choice.</summary>
    internal virtual bool SeesAll => false;

    /// <summary>Is what is drawn by chance the same in all schedules?</summary>
    internal virtual bool IsSeedFixed => IsWithoutChance;

    /// <summary>May nothing be drawn by chance?</summary>
    internal virtual bool IsWithoutChance => false;

    /// <summary>When it says that all was seen: is that so for certain?</summary>
    internal virtual bool IsComplete => true;

    /// <summary>An exploration begins.</summary>
    /// <exception cref="ArgumentException">The options do not fit.</exception>
    internal virtual void Use(ExploreOptions options)
    {
    }

    /// <summary>Before a pick, and when no strand can go on: these strands cannot, and would do this.</summary>
    internal virtual void SeeBlocked(ReadOnlySpan<PendingOperation> blocked)
    {
    }

    /// <summary>The schedule is too long: the strands go in turns from here on.</summary>
    internal virtual void GiveWay()
    {
    }

    /// <summary>Another with the same settings. Null: it makes each schedule from those before, and there can be one only.</summary>
    internal virtual Strategy? Copy() => null;

    /// <summary>From how many schedules, the first, it learns.</summary>
    internal virtual int Learns => 1;

    /// <summary>When strands begin in a schedule, if the user leaves that open: not <see cref="StartOrder.Both"/>.</summary>
    internal virtual StartOrder StartsOf(long index) => index % 2 == 0 ? StartOrder.Anytime : StartOrder.AtFirstOperation;

    /// <summary>The chance of the schedule follows from this index, and from the seed.</summary>
    internal virtual long SeedOf(long index) => index;
}
