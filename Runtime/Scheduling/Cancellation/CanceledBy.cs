namespace Baton;

/// <summary>By what a scope is canceled. Changed by <see cref="ScopeCancellation"/> only, and only upwards.</summary>
internal enum CanceledBy
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>A scope around this one, or the frame of the block: the functions are canceled, the block learns of it there.</summary>
    Outer,

    /// <summary>Itself: its functions are canceled, and so is its block.</summary>
    Itself,
}
