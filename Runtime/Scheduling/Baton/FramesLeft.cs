namespace Baton;

/// <summary>Of reports: a frame that the disposal of its scheduler has given up. A scheduler itself has no thread to keep.</summary>
/// <param name="scheduler">The scheduler.</param>
internal sealed class FramesLeft(CoroutineScheduler scheduler)
{
    /// <summary>For a sentence that begins with it, and goes on for one frame.</summary>
    public override string ToString() => $"Each frame of {scheduler} that is left";
}
