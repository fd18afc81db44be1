namespace Baton.Testing;

/// <summary>When the clock of a schedule goes on, in an <see cref="Explore"/>.</summary>
public enum ClockMode
{
    /// <summary>When no strand can go on, to the next time of a timer, and by <see cref="TestScheduler.Advance"/>.</summary>
    WhenIdle,

    /// <summary>
    /// Also at any step, to the time of the next timer: a timeout may be over although strands could still go on. It is one of the
    /// operations of which a <see cref="Strategy"/> picks one.
    /// </summary>
    Racing,
}
