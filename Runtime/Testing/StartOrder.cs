namespace Baton.Testing;

/// <summary>When a strand that was started begins, in a schedule of an <see cref="Explore"/>.</summary>
public enum StartOrder
{
    /// <summary>By turns: one schedule as <see cref="Anytime"/>, and the next as <see cref="AtFirstOperation"/>.</summary>
    Both,

    /// <summary>To begin is a step like others. So it may begin late.</summary>
    Anytime,

    /// <summary>
    /// It begins at once, and goes on to its first visible step. What others do can come between from there on only. That makes fewer
    /// schedules. Such are strands of <see cref="TestScheduler.Start(Action, string)"/> and other frames.
    /// </summary>
    AtFirstOperation,
}
