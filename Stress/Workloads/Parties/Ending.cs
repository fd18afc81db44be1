namespace Baton.Stress;

/// <summary>How a call at a queue ended.</summary>
internal enum Ending
{
    Done,

    /// <summary>The queue was completed.</summary>
    Refused,

    /// <summary>Its token or its frame was canceled.</summary>
    Canceled,

    /// <summary>Its thread was interrupted.</summary>
    Interrupted,

    /// <summary>The task of a select's case had failed, on purpose.</summary>
    Failed,
}
