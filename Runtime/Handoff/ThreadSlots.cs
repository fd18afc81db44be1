namespace Baton;

/// <summary>What each thread has of its own in this room: static fields, and the slot in which the thread parks.</summary>
internal static class ThreadSlots
{
    private static readonly Action<Nothing> s_lookFirst = static _ => LookFirst(); // made before a thread needs it

    /// <summary>
    /// The calling thread, before a baton comes to it: makes all of that. May fail for want of memory, and may be repeated.
    /// </summary>
    internal static void Prepare()
    {
        RunsFor.PrepareThread();
        ParkingSlot.PrepareThread();
        LookFirst();
    }

    /// <summary>
    /// Any thread, before it claims what another waits for: from here on nothing that the library does to wake that one fails for want of a
    /// field. May itself fail for want of memory. Cheap, except for the first time on a thread.
    /// </summary>
    internal static void BeReady()
    {
        if (!RunsFor.IsReady)
        {
            LookFirst();
        }
    }

    /// <summary>
    /// As <see cref="BeReady"/>, for a thread that must not fail, as in a callback: without memory it waits until there is some.
    /// </summary>
    internal static void InsistOnBeingReady()
    {
        if (!RunsFor.IsReady)
        {
            NoMemory.Insist(s_lookFirst, default);
        }
    }

    // The compiler leaves these looks in.
    private static void LookFirst()
    {
        GC.KeepAlive(RunsFor.Body);
        FollowerLoop.LookFirst();
        Firing.LookFirst();
        ControlledThread.LookFirst();
        LaneBase.LookFirst();
        Uninterrupted.WaitOnce();
        RunsFor.IsReady = true;
    }
}
