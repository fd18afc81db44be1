namespace Baton;

/// <summary>By what a scope is canceled. Changed by <see cref="ScopeCancellation"/> only, and only upwards.</summary>
internal enum CanceledBy
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>A scope around it, or its frame: its functions are canceled, and its block learns of it from there.</summary>
    Outer,

    /// <summary>Itself: its functions are canceled, and so is its block.</summary>
    Itself,
}
