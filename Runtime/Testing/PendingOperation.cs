namespace Baton.Testing;

/// <summary>What one strand would do next. A <see cref="Strategy"/> picks one of several.</summary>
/// <param name="Strand">The number of the strand in this schedule, from 0. Strands are numbered in the order in which they begin.</param>
/// <param name="Kind">What it would do.</param>
/// <param name="Resource">To what, by a number that the resource has in this schedule. 0: that is not known. Negative: a field.</param>
/// <param name="IsWrite">False: another strand cannot tell from the resource whether this was done.</param>
public readonly record struct PendingOperation(int Strand, OperationKind Kind, int Resource, bool IsWrite);
