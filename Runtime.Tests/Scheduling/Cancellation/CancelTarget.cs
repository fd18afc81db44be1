namespace Baton.Tests;

/// <summary>What is canceled.</summary>
public enum CancelTarget
{
    /// <summary>A frame that belongs to no scope.</summary>
    Frame,

    /// <summary>A function that was started in a scope.</summary>
    Function,

    /// <summary>The block of a scope, on its frame's own stack.</summary>
    Block,

    /// <summary>The block of a scope in a generator that a frame pulls.</summary>
    BlockInGenerator,

    /// <summary>The body of a bridge over a stream.</summary>
    BridgeBody,
}
