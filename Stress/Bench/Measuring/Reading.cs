namespace Baton.Stress;

/// <summary>
/// One side of a comparison in one round: what it took in time and, where that is compared too, in processor time or memory.
/// </summary>
internal readonly record struct Reading(double Value, double Second = 0);
