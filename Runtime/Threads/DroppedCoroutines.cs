using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Suspended coroutines whose handles are gone hold threads until the garbage collector notices, and the collector does not know that
/// threads are scarce. So before a pool refuses, it has the collector look once.
/// </summary>
/// <remarks>
/// One thread looks at a time; the others wait at the gate meanwhile, which takes half a second at most. Under this gate a pool's gate is
/// entered, never the other way round.
/// </remarks>
internal static class DroppedCoroutines
{
    /// <summary>
    /// How long one look may take: the collection itself, its finalizers, and the clean-up of the coroutines that were found.
    /// </summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    /// <summary>For so long a dropped coroutine may show no sign between two of its steps: found, unwinding, its thread back.</summary>
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(20);

    /// <summary>After a look that found nothing, the next is due only so much later.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private static readonly Gate s_gate = new();
    private static long s_foundNothingAt;   // when a look last found nothing; 0: the last look found a thread. Under s_gate
    private static int s_unwinding;         // dropped coroutines that are being unwound; interlocked

    /// <summary>Dropped coroutines that are being unwound.</summary>
    internal static int Unwinding => Volatile.Read(ref s_unwinding);

    /// <summary>Finalizer's thread: a dropped coroutine is about to be unwound.</summary>
    internal static void Begin() => Interlocked.Increment(ref s_unwinding);

    /// <summary>A dropped coroutine has been unwound, or is quarantined; its thread is back, or written off.</summary>
    internal static void End() => Interlocked.Decrement(ref s_unwinding);

    /// <summary>
    /// Collects garbage and waits, for a bounded time, until a thread has come back. Blocks, and may fail for want of memory.
    /// </summary>
    /// <param name="hasRoom">Is there a thread to be had?</param>
    /// <returns>What <paramref name="hasRoom"/> said last.</returns>
    internal static bool TryReclaim(Func<bool> hasRoom)
    {
        using (s_gate.Enter())
        {
            if (hasRoom())
            {
                return true; // found by the look of another thread
            }

            if (s_foundNothingAt != 0 && Stopwatch.GetElapsedTime(s_foundNothingAt) < s_pause)
            {
                return false;
            }

            long start = Stopwatch.GetTimestamp();
            StrongBox<bool> finalizersRan = new();
            LeaveCanary(finalizersRan);
            GC.Collect();

            // The sentinels that the collection found are finalized before the canary, or soon after. Then their bodies unwind, and their
            // threads come back.
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

                interrupted |= !Uninterrupted.TrySleep(1);
            }

            if (interrupted)
            {
                Thread.CurrentThread.Interrupt(); // for the caller's own waits
            }

            bool paid = hasRoom();
            s_foundNothingAt = paid ? 0 : Stopwatch.GetTimestamp();
            return paid;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LeaveCanary(StrongBox<bool> died) => _ = new Canary(died);

    private sealed class Canary(StrongBox<bool> died)
    {
        ~Canary() => Volatile.Write(ref died.Value, true);
    }
}
