namespace Baton.Testing;

/// <summary>How a schedule has failed.</summary>
public enum FailureKind
{
    /// <summary>The test, or a function that it has started, has thrown an exception.</summary>
    Assertion,

    /// <summary>Nothing could go on, no time was to come, and something had not ended.</summary>
    Deadlock,

    /// <summary>
    /// The schedule had not ended after twice <see cref="ExploreOptions.MaxSteps"/>, the second half of them in turns. Or strands read the
    /// same again and again, by <see cref="TestScheduler.Read"/>, and nobody was left to write it.
    /// </summary>
    Livelock,

    /// <summary>Something came from outside the run, or the run was about to use what does not belong to it.</summary>
    Uncontrolled,

    /// <summary>
    /// A repetition of the schedule went another way: the test depends on something that is no part of the schedule. Or a schedule that
    /// is replayed belongs to another test.
    /// </summary>
    Diverged,

    /// <summary>
    /// A strand has not come to its next step within <see cref="ExploreOptions.Patience"/>: it computes, or blocks for real.
    /// </summary>
    Hung,

    /// <summary>Something was seen that must never be: see <see cref="TestScheduler.Never"/>.</summary>
    Never,

    /// <summary>
    /// Something was not as it must be when the schedule had come to rest, or had gone on for twice
    /// <see cref="ExploreOptions.MaxSteps"/>: see <see cref="TestScheduler.Eventually"/>.
    /// </summary>
    Eventually,
}
