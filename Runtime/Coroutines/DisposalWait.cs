namespace Baton;

/// <summary>
/// The library waits for the end of a disposal, or for a step that it has left. No cancellation ends that wait, for an exception or an item
/// may be on its way. No code of others runs on the thread meanwhile.
/// </summary>
internal static class DisposalWait
{
    /// <summary>Is the calling thread in such a wait?</summary>
    internal static bool IsHere => RunsFor.DisposalWaits > 0;

    internal static void Begin() => RunsFor.DisposalWaits++;

    internal static void End() => RunsFor.DisposalWaits--;
}
