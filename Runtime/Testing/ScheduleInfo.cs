namespace Baton.Testing;

/// <summary>One schedule that was run: see <see cref="ExploreOptions.OnSchedule"/>.</summary>
/// <param name="Index">Of the schedule in the exploration, from 0.</param>
/// <param name="Schedule">The schedule, for <see cref="Explore.Replay(Action{TestScheduler}, string, ExploreOptions?)"/>.</param>
/// <param name="Steps">How many steps it had.</param>
/// <param name="Switches">How often another strand went on than the one before.</param>
/// <param name="Strands">How many strands began.</param>
/// <param name="Failure">How it has failed. Null: it has not.</param>
public sealed record ScheduleInfo(long Index, string Schedule, int Steps, int Switches, int Strands, FailureKind? Failure);
