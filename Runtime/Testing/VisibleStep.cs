namespace Baton.Testing;

/// <summary>What a strand is about to do.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Resource">The number of what it is done to. 0: that is not known. Negative: a field.</param>
/// <param name="IsWrite">False: nobody can tell from the resource that it was done.</param>
/// <param name="Text">For reports: what the step is called. Null: as its kind says.</param>
internal readonly record struct VisibleStep(OperationKind Kind, int Resource, bool IsWrite, string? Text)
{
    /// <summary>Does the strand only look, as one that spins does? Then its step is no progress for others.</summary>
    internal bool IsLook { get; init; }

    /// <summary>Does the text name what it is done to? Then reports leave out its number.</summary>
    internal bool IsNamed { get; init; }

    /// <summary>Does it take a <see cref="Lock"/>? See <see cref="LockPlaces"/>.</summary>
    internal bool IsOfLock { get; init; }
}
