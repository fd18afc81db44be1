namespace Baton.Testing;

/// <summary>Where a schedule is when a <see cref="Strategy"/> picks.</summary>
/// <param name="Step">How many steps were made before, from 0.</param>
/// <param name="Current">
/// Which of the operations is of the strand that made the last step, by index. −1: that strand cannot go on.
/// </param>
public readonly record struct StepInfo(long Step, int Current);
