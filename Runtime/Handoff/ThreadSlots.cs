namespace Baton;

/// <summary>What each thread has of its own in this room: static fields, and the slot in which the thread parks.</summary>
internal static class ThreadSlots
{
    /// <summary>
    /// The calling thread, before a baton comes to it: makes all of that. May fail for want of memory, and may be repeated.
    /// </summary>
    internal static void Prepare()
    {
        RunsFor.Body = null;
        RunsFor.StackOwner = null;
        RunsFor.Told = null;
        LaneBase.PrepareThread();
        ParkingSlot.PrepareThread();
    }
}
