using System.Diagnostics;

namespace Baton;

/// <summary>
/// The part of a lane that only a parked wait touches, how the taker sleeps, and padding behind it. Base fields are laid out first, so the
/// lane's word and message lie together, on a cache line of their own.
/// </summary>
internal abstract class LaneBase
{
    /// <summary>Instead of a time: wait for ever, but give up when the thread is interrupted.</summary>
    internal const int UntilInterrupted = -2;

    /// <summary>As <see cref="UntilInterrupted"/>, but not for ever: for so many milliseconds, 3 or more. −1: for ever.</summary>
    internal static int UntilInterruptedOr(int timeout) => timeout < 0 ? UntilInterrupted : -Math.Max(timeout, 3);

    /// <summary>
    /// What the taker sleeps on: a semaphore, or in a run of a test its <see cref="ControlledThread"/>. Written by the taker, before its
    /// change to Parked; the passer reads it after it found Parked, a photographer after its change to Posing.
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

    /// <summary>
    /// The photo that the parked taker is asked for. Null: none. Written by a photographer, after its change to Posing and before its
    /// release; the taker takes it after each wait.
    /// </summary>
    private protected Pose? _pose;

    /// <summary>When the calling thread last woke up in a lane. Its own.</summary>
    [ThreadStatic]
    private static long s_awakeSince;

#pragma warning disable CS0169, IDE0051 // padding: never read
    private readonly CacheLine _before;
#pragma warning restore CS0169, IDE0051

    /// <summary>See <see cref="ThreadSlots"/>.</summary>
    internal static void LookFirst() => s_awakeSince = 0;

    /// <summary>Any thread: asks the parked taker for a photo. The taker answers, unless the baton comes first.</summary>
    /// <returns>False: the taker is not parked, or is asked already. The pose is the caller's then.</returns>
    internal abstract bool TryPhotograph(Pose pose);

    /// <summary>The passer or photographer, once: wakes the taker, which sleeps on <paramref name="parking"/>.</summary>
    private protected static void WakeUp(object parking)
    {
        if (parking is SemaphoreSlim semaphore)
        {
            ParkingSlot.WakeUp(semaphore);
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

    /// <summary>
    /// The parked taker: sleeps until it is released with a baton. <see cref="SemaphoreSlim.Wait()"/> itself would burn 40–90 µs of
    /// processor first, so this sleeps on the semaphore's wait handle. An interrupt aimed at this thread must not break the handoff.
    /// </summary>
    /// <param name="word">The lane's.</param>
    /// <param name="parking">What others release.</param>
    /// <param name="timeout">As that of the take.</param>
    /// <param name="interrupted">Becomes true when the thread was interrupted. It is false at first.</param>
    /// <param name="hasPosed">Was a photo asked for?</param>
    /// <returns>False: it has given up, and no release is owed.</returns>
    private protected bool Sleep(ref LaneWord word, SemaphoreSlim parking, int timeout, ref bool interrupted, out bool hasPosed)
    {
        bool givesUp = timeout <= UntilInterrupted;
        long end = timeout is >= 0 or < UntilInterrupted ? Environment.TickCount64 + Math.Abs(timeout) : long.MaxValue;
        bool isOver = false;
        hasPosed = false;
        while (true)
        {
            bool woken = false;
            try
            {
                woken = parking.Wait(0);
                isOver |= !woken && !parking.AvailableWaitHandle.WaitOne(isOver ? Timeout.Infinite : Left(end));
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
            catch (Exception e) when (NoMemory.Is(e))
            {
                interrupted |= Uninterrupted.WasInterrupted(); // there may have been no memory for that exception
            }

            if (woken && !TryGoOnPosing(ref word, ref interrupted, ref hasPosed))
            {
                return true;
            }

            isOver |= givesUp && interrupted;
            if (isOver && word.TryGiveUp())
            {
                return false; // otherwise a release is on its way: with the baton, or for a photo
            }
        }
    }

    private static int Left(long end) =>
        end == long.MaxValue ? Timeout.Infinite : (int)Math.Max(0, end - Environment.TickCount64);

    // The taker was released. False: the baton is here.
    private bool TryGoOnPosing(ref LaneWord word, ref bool interrupted, ref bool hasPosed)
    {
        if (_pose is not { } pose)
        {
            return false;
        }

        _pose = null;
        hasPosed = true;
        if (word.HasBaton)
        {
            pose.Miss();
            return false;
        }

        interrupted |= !pose.Take();
        return word.TryEndPose();
    }

    /// <summary>
    /// The taker, awake: there is no memory for what a thread sleeps on, and the baton may be passed already: so this must not fail.
    /// </summary>
    private protected static bool LookNowAndThen(ref LaneWord word, int timeout, ref bool interrupted)
    {
        long end = timeout is >= 0 or < UntilInterrupted ? Environment.TickCount64 + Math.Abs(timeout) : long.MaxValue;
        bool isHere = word.HasBaton;
        while (!isHere && Environment.TickCount64 < end)
        {
            bool wokenUp = !Uninterrupted.TrySleep(1);
            interrupted |= wokenUp;
            isHere = word.HasBaton;
            if (wokenUp && timeout <= UntilInterrupted)
            {
                break;
            }
        }

        return isHere;
    }
}
