namespace Baton.Tests;

/// <summary>How it is canceled.</summary>
public enum CancelWay
{
    /// <summary><see cref="Frame.Cancel"/> of the frame that runs the code.</summary>
    Cancel,

    /// <summary>The same, twice in a row.</summary>
    CancelTwice,

    /// <summary><see cref="Frame.Cancel"/> of the frame whose block has the scope open.</summary>
    Owner,

    /// <summary><see cref="CoroutineScope.Cancel"/>.</summary>
    Scope,

    /// <summary>Another function of the scope fails.</summary>
    SiblingFailure,

    /// <summary>The token that the run was started with.</summary>
    RunToken,
}
