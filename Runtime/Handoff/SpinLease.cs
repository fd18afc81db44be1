namespace Baton;

/// <summary>
/// The right of one worker's handoffs to spin. The leases that are held never exceed the spare processors. So no more threads
/// spin in the process than processors have nothing better to do; with one processor, none.
/// </summary>
/// <remarks>
/// <para>Of the two sides of a handoff only one waits, so one lease serves both. It travels with the baton for nothing: in a
/// tight exchange it is only read.</para>
/// <para>The first wait that wants to spin claims the lease from the process. The first wait that ends up parking gives it back, before it
/// sleeps. A side that finds the lease gone while it spins claims it anew, or stops spinning.</para>
/// <para><c>_held</c> is changed by exchange only. Each change is matched by one change of the process's count.</para>
/// </remarks>
internal sealed class SpinLease : SpinPermit
{
    private static readonly int s_spareProcessors = Environment.ProcessorCount - 1;
    private static readonly Counter s_held = new(); // leases held in the process; interlocked

    private PaddedInt _held; // is the lease held? 1: yes, and counted in s_held; interlocked

    /// <summary>How many leases are held in the process, for tests.</summary>
    internal static int HeldInProcess => Volatile.Read(ref s_held.Count.Value);

    /// <summary>Holds the lease already, or claims it from the process. False: do not spin.</summary>
    internal override bool TryHold() => Volatile.Read(ref _held.Value) != 0 || TryClaim(s_spareProcessors);

    /// <summary>Gives the lease back, if it is held.</summary>
    internal override void Release()
    {
        if (Volatile.Read(ref _held.Value) != 0 && Interlocked.Exchange(ref _held.Value, 0) != 0)
        {
            Interlocked.Decrement(ref s_held.Count.Value);
        }
    }

    private bool TryClaim(int limit)
    {
        ref int held = ref s_held.Count.Value;
        int seen = Volatile.Read(ref held);
        while (seen < limit)
        {
            int before = Interlocked.CompareExchange(ref held, seen + 1, seen);
            if (before == seen)
            {
                if (Interlocked.Exchange(ref _held.Value, 1) != 0)
                {
                    Interlocked.Decrement(ref held); // the other side claimed the lease at the same moment: one count is enough
                }

                return true;
            }

            seen = before;
        }

        return false;
    }

    private sealed class Counter
    {
        // Any thread, by interlocked operations: how many leases of spinning are out.
        internal PaddedInt Count;
    }
}
