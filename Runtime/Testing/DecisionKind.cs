namespace Baton.Testing;

/// <summary>What was decided. The numbers are those of a schedule's text.</summary>
internal enum DecisionKind
{
    /// <summary>The strand that made the last step goes on.</summary>
    Stay = 0,

    /// <summary>Another strand goes on, or the last one could not.</summary>
    Switch = 1,

    /// <summary>A value, for <see cref="TestScheduler.Choose"/>.</summary>
    Choose = 2,
}
