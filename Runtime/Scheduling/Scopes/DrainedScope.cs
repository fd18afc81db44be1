namespace Baton;

/// <summary>
/// The task that ends when a scope's last function has ended, for a block that waits elsewhere. An errand ends it: the wait's end may pass
/// the baton of another scheduler, and the thread that finds the scope drained still has one in hand.
/// </summary>
internal sealed class DrainedScope : TaskCompletionSource, IErrand
{
    IErrand? IErrand.Next { get; set; }

    void IErrand.Run() => TrySetResult();
}
