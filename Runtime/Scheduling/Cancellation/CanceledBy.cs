namespace Baton;

/// <summary>What has canceled a scope. Only <see cref="ScopeCancellation"/> changes it, and the value only rises.</summary>
internal enum CanceledBy
{
    /// <summary>The scope is not canceled.</summary>
    Nothing,

    /// <summary>
    /// A scope around this one, or the frame of the block. The functions are canceled. The block learns of the cancellation from the outer
    /// scope or the frame.
    /// </summary>
    Outer,

    /// <summary>The scope itself. The functions are canceled, and so is the block.</summary>
    Itself,
}
