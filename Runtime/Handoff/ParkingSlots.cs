namespace Baton;

/// <summary>The slots of all threads that have parked, and live. It keeps none of them alive: a slot is its thread's.</summary>
internal static class ParkingSlots
{
    private const int FewSlots = 64;

    private static readonly Gate s_gate = new();
    private static readonly List<WeakReference<ParkingSlot>> s_slots = []; // under the gate
    private static int s_mostBeforePrune = FewSlots;                       // entries at which those of ended threads go; under the gate

    /// <summary>Any thread: a thread has made its slot. May fail for want of memory, before anything is changed.</summary>
    internal static void Add(ParkingSlot slot)
    {
        WeakReference<ParkingSlot> entry = new(slot);
        using Gate.Held gate = s_gate.Enter();
        if (s_slots.Count >= s_mostBeforePrune)
        {
            s_slots.RemoveAll(static entry => !entry.TryGetTarget(out _));
            s_mostBeforePrune = Math.Max(FewSlots, 2 * s_slots.Count);
        }

        s_slots.Add(entry);
    }

    /// <summary>Any thread: the slots of the threads that live. Others may be made meanwhile.</summary>
    internal static List<ParkingSlot> List()
    {
        List<ParkingSlot> slots = [];
        using Gate.Held gate = s_gate.Enter();
        foreach (WeakReference<ParkingSlot> entry in s_slots)
        {
            if (entry.TryGetTarget(out ParkingSlot? slot))
            {
                slots.Add(slot);
            }
        }

        return slots;
    }
}
