using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Suspended coroutines whose handles are gone hold threads until the garbage collector notices, and it does not know that threads
/// are scarce. So before a pool refuses, it has the collector look once.
/// </summary>
internal static class DroppedCoroutines
{
    /// <summary>How long one look may take: the collection itself, its finalizers, and the clean-up of those that were found.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    /// <summary>For so long nothing may be seen of a dropped coroutine between two steps: found, unwinding, its thread back.</summary>
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(20);

    /// <summary>After a look that found nothing, the next is due only so much later.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private static readonly Gate s_gate = new();
    private static long s_foundNothingAt;   // under s_gate; 0: the last look paid
    private static int s_unwinding;         // interlocked

    /// <summary>Dropped coroutines that are being unwound.</summary>
    internal static int Unwinding => Volatile.Read(ref s_unwinding);

    internal static void Begin() => Interlocked.Increment(ref s_unwinding);

    internal static void End() => Interlocked.Decrement(ref s_unwinding);

    /// <summary>Collects garbage and waits, for a bounded time, until a thread has come back.</summary>
    /// <param name="hasRoom">Is there a thread to be had?</param>
    /// <returns>What <paramref name="hasRoom"/> said last.</returns>
    internal static bool TryReclaim(Func<bool> hasRoom)
    {
        using (s_gate.Enter())
        {
            if (hasRoom())
            {
                return true; // another thread's look paid for us too
            }

            if (s_foundNothingAt != 0 && Stopwatch.GetElapsedTime(s_foundNothingAt) < s_pause)
            {
                return false;
            }

            long start = Stopwatch.GetTimestamp();
            StrongBox<bool> finalizersRan = new();
            LeaveCanary(finalizersRan);
            GC.Collect();

            // Sentinels found by the collection are finalized before or soon after the canary: then their bodies unwind, and their threads come back.
            bool interrupted = false;
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

                interrupted |= !TrySleep();
            }

            if (interrupted)
            {
                Thread.CurrentThread.Interrupt(); // that is for the caller's own waits
            }

            bool paid = hasRoom();
            s_foundNothingAt = paid ? 0 : Stopwatch.GetTimestamp();
            return paid;
        }
    }

    private static bool TrySleep()
    {
        try
        {
            Thread.Sleep(1);
            return true;
        }
        catch (ThreadInterruptedException)
        {
            return false;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LeaveCanary(StrongBox<bool> died) => _ = new Canary(died);

    private sealed class Canary(StrongBox<bool> died)
    {
        ~Canary() => Volatile.Write(ref died.Value, true);
    }
}
