namespace Baton.Tests;

/// <summary>Where the code is when it is canceled.</summary>
public enum CancelMoment
{
    /// <summary>On its way to its first turn.</summary>
    NotBegun,

    /// <summary>Not begun, and no thread is free.</summary>
    WantingThread,

    /// <summary>Computes; then it suspends.</summary>
    Computing,

    /// <summary>Computes until it sees its token, and throws that.</summary>
    Polling,

    /// <summary>Blocks in a wait of .NET's that was given the token.</summary>
    ForeignWait,

    /// <summary>At a wait of Baton's; see <see cref="CancelDoor"/>.</summary>
    Waiting,

    /// <summary>Just before such a wait: the token has fired when the wait would begin.</summary>
    BeforeTheWait,

    /// <summary>What it waits for has come, and it has not had its turn yet.</summary>
    ResultFirst,

    /// <summary>In clean-up, which waits: it was canceled by <see cref="Frame.Cancel"/> before.</summary>
    CleaningUp,

    /// <summary>It has ended.</summary>
    Ended,
}
