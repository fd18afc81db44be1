using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Suspended coroutines whose handles are gone hold threads until the garbage collector notices, and the collector does not know that
/// threads are scarce. So before a pool refuses, and while work waits in its queue, it has the collector look. <see cref="LookTimes"/>
/// spaces the looks.
/// </summary>
/// <remarks>
/// One thread looks at a time, and the others wait for it: for the collection, and half a second at most. The gate is not held meanwhile:
/// a pending interrupt ends a sleep by an exception, which runs foreign code.
/// </remarks>
internal static class DroppedCoroutines
{
    /// <summary>
    /// How long one look may take after the collection: for the finalizers, and the clean-up of the coroutines that were found.
    /// </summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    /// <summary>For so long a dropped coroutine may show no sign between two of its steps: found, unwinding, its thread back.</summary>
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(20);

    /// <summary>So long one thread waits for the look of another, which collects first.</summary>
    private static readonly TimeSpan s_patienceWithOther = TimeSpan.FromSeconds(5);

    private static readonly Gate s_gate = new();
    private static readonly LookTimes s_times = new(TimeProvider.System); // under s_gate
    private static bool s_isLooking;    // does a thread look? under s_gate
    private static int s_unwinding;     // dropped coroutines that are being unwound; interlocked
    private static int s_found;         // dropped coroutines that were found, in all; interlocked

    /// <summary>Dropped coroutines that are being unwound.</summary>
    internal static int Unwinding => Volatile.Read(ref s_unwinding);

    /// <summary>Finalizer's thread: a dropped coroutine is about to be unwound.</summary>
    internal static void Begin()
    {
        Interlocked.Increment(ref s_unwinding);
        Interlocked.Increment(ref s_found);
    }

    /// <summary>A dropped coroutine has been unwound, or is quarantined; its thread is back, or written off.</summary>
    internal static void End() => Interlocked.Decrement(ref s_unwinding);

    /// <summary>
    /// Collects garbage and waits, for a bounded time, until a thread has come back. Blocks, and may fail for want of memory.
    /// </summary>
    /// <param name="pace">The pool's. Nothing is collected before the next look is due, by this pace and by that of all pools.</param>
    /// <param name="hasRoom">Is there a thread to be had?</param>
    /// <returns>What <paramref name="hasRoom"/> said last.</returns>
    internal static bool TryReclaim(LookPace pace, Func<bool> hasRoom)
    {
        bool interrupted = false;
        try
        {
            return TryReclaim(pace, hasRoom, ref interrupted);
        }
        finally
        {
            if (interrupted)
            {
                Thread.CurrentThread.Interrupt(); // for the caller's own waits
            }
        }
    }

    private static bool TryReclaim(LookPace pace, Func<bool> hasRoom, ref bool interrupted)
    {
        long start = Stopwatch.GetTimestamp();
        bool isDue;
        while (!hasRoom() && TryBegin(pace, out isDue) is var begins && (begins || isDue))
        {
            if (begins)
            {
                return Look(pace, hasRoom, ref interrupted);
            }

            if (Stopwatch.GetElapsedTime(start) > s_patienceWithOther)
            {
                return false; // what holds the other up may wait for this thread
            }

            interrupted |= !Uninterrupted.TrySleep(1);
        }

        return hasRoom();
    }

    // False with isDue: another thread looks. False without: what was garbage at the last look has been found.
    private static bool TryBegin(LookPace pace, out bool isDue)
    {
        int collections = GC.CollectionCount(GC.MaxGeneration);
        using (s_gate.Enter())
        {
            isDue = s_isLooking || s_times.IsDue(pace, collections);
            bool begins = isDue && !s_isLooking;
            s_isLooking |= begins;
            return begins;
        }
    }

    private static bool Look(LookPace pace, Func<bool> hasRoom, ref bool interrupted)
    {
        int found = Volatile.Read(ref s_found);
        bool hasLooked = false;
        bool paid = false;
        try
        {
            Collect(hasRoom, ref interrupted);
            paid = hasRoom();
            hasLooked = true;
            return paid;
        }
        finally
        {
            int collections = GC.CollectionCount(GC.MaxGeneration);
            using (s_gate.Enter())
            {
                s_isLooking = false;
                if (hasLooked)
                {
                    s_times.Note(pace, paid, Volatile.Read(ref s_found) != found, collections);
                }
            }
        }
    }

    private static void Collect(Func<bool> hasRoom, ref bool interrupted)
    {
        StrongBox<bool> finalizersRan = new();
        LeaveCanary(finalizersRan);
        GC.Collect();
        long start = Stopwatch.GetTimestamp(); // a collection may take long where processors are scarce

        // The sentinels that the collection found are finalized before the canary, or soon after. Then their bodies unwind, and their
        // threads come back.
        long quietSince = 0;
        while (!hasRoom() && Stopwatch.GetElapsedTime(start) < s_patience)
        {
            if (!Volatile.Read(ref finalizersRan.Value) || Unwinding > 0)
            {
                quietSince = 0;
            }
            else if (quietSince == 0)
            {
                quietSince = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetElapsedTime(quietSince) > s_settling)
            {
                break;
            }

            interrupted |= !Uninterrupted.TrySleep(1);
        }
    }

    /// <summary>For tests: looks that have found nothing do not delay the next one.</summary>
    internal static void ForgetLooks()
    {
        using (s_gate.Enter())
        {
            s_times.Forget();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LeaveCanary(StrongBox<bool> died) => _ = new Canary(died);

    private sealed class Canary(StrongBox<bool> died)
    {
        ~Canary() => Volatile.Write(ref died.Value, true);
    }
}
