using System.Diagnostics;

namespace Baton;

/// <summary>
/// The part of a lane that only a parked wait touches, and padding behind it. Base fields are laid out first, so the lane's word and
/// message lie together, on a cache line of their own.
/// </summary>
internal abstract class LaneBase
{
    /// <summary>Instead of a time: wait for ever, but give up when the thread is interrupted.</summary>
    internal const int UntilInterrupted = -2;

    /// <summary>As <see cref="UntilInterrupted"/>, but not for ever: for so many milliseconds, 3 or more. −1: for ever.</summary>
    internal static int UntilInterruptedOr(int timeout) => timeout < 0 ? UntilInterrupted : -Math.Max(timeout, 3);

    /// <summary>
    /// What the taker sleeps on: a semaphore, or in a run of a test its <see cref="ControlledThread"/>. Written by the taker, before its
    /// change to Parked; the passer reads it after it found Parked.
    /// </summary>
    private protected object? _parking;

    /// <summary>
    /// When the baton came. Written by the passer that found Parked, before its release; the taker reads it after its wait.
    /// </summary>
    private protected long _passedAt;

    /// <summary>
    /// Since when the passer was awake, if the taker had waited for that; otherwise 0. Written and read as <see cref="_passedAt"/>.
    /// </summary>
    private protected long _passerAwakeSince;

    /// <summary>When the calling thread last woke up in a lane. Its own.</summary>
    [ThreadStatic]
    private static long s_awakeSince;

#pragma warning disable CS0169, IDE0051 // padding: never read
    private readonly CacheLine _before;
#pragma warning restore CS0169, IDE0051

    /// <summary>See <see cref="ThreadSlots"/>.</summary>
    internal static void PrepareThread() => s_awakeSince = 0;

    /// <summary>The passer, once: wakes the taker, which sleeps on <paramref name="parking"/>.</summary>
    private protected static void WakeUp(object parking)
    {
        if (parking is SemaphoreSlim semaphore)
        {
            ParkingSemaphores.WakeUp(semaphore);
        }
        else
        {
            ((ControlledThread)parking).WakeUp();
        }
    }

    /// <summary>When the calling thread last woke up in a lane. 0: never, or that is not known. Does not fail.</summary>
    /// <remarks>A thread's first look at its own static fields allocates them.</remarks>
    private protected static long AwakeSince()
    {
        try
        {
            return s_awakeSince;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return 0;
        }
    }

    /// <summary>The calling thread has woken up in a lane. Does not fail.</summary>
    private protected static void WakesUp()
    {
        try
        {
            s_awakeSince = Stopwatch.GetTimestamp();
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // as if it had not slept
        }
    }
}
