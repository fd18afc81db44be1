namespace Baton.Testing;

/// <summary>What becomes of work that does not belong to the run, in an <see cref="Explore"/>.</summary>
public enum Uncontrolled
{
    /// <summary>It fails the schedule, as <see cref="FailureKind.Uncontrolled"/>, and is named. So does what comes within a
    /// tenth of a second after nothing could go on, if a strand waits for a task or in code that is not Baton's.</summary>
    Refuse,

    /// <summary>
    /// It is let in. When nothing else can go on, and no time is to come, the schedule waits for it, in real time, for
    /// <see cref="ExploreOptions.Patience"/> at most. Such a schedule cannot be repeated, and <see cref="ExploreResult.Warnings"/> says so.
    /// </summary>
    Wait,
}
