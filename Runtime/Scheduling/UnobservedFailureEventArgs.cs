namespace Baton;

/// <summary>
/// A failure that no code has asked for: of a frame, of a coroutine or generator in its clean-up, or of a disposal or a step of a sequence
/// that its code has left.
/// </summary>
public sealed class UnobservedFailureEventArgs : EventArgs
{
    internal UnobservedFailureEventArgs(object source, Exception exception)
    {
        Source = source;
        Exception = exception;
    }

    /// <summary>What was thrown.</summary>
    public Exception Exception { get; }

    /// <summary>The frame that failed. Null: it was something else.</summary>
    public Frame? Frame => (Source as FrameCore)?.Handle;

    /// <summary>What has failed, in words: a frame, a coroutine, a generator, or what was left.</summary>
    public string Description => Source is FrameCore frame ? frame.Described : Source.ToString() ?? string.Empty;

    private object Source { get; }
}
