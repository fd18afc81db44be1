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
}
