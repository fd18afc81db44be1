namespace Baton.Testing;

/// <summary>What an exploration in which no schedule has failed has seen.</summary>
/// <param name="Schedules">How many schedules were run.</param>
/// <param name="Steps">How many steps they had in all.</param>
/// <param name="DistinctOrders">How many of the schedules were different, by the order of what their strands did.</param>
/// <param name="IsExhausted">Has the strategy said that there are no more schedules?</param>
/// <param name="Seed">What the chance of all schedules follows from.</param>
public sealed record ExploreResult(long Schedules, long Steps, long DistinctOrders, bool IsExhausted, ulong Seed);
