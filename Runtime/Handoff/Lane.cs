using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Baton;

/// <summary>
/// One direction of a baton: one side passes, the other takes, and a message travels with it on the same cache line.
/// </summary>
/// <remarks>
/// <para><b>Who may call.</b> At any time at most one thread is the passer and one the taker. A <see cref="Handoff{TIn, TOut}"/> sees to
/// that with its pair of lanes: the side that took from one lane passes on the other.</para>
/// <code>
/// _word    means                              changed by
/// Empty    no baton here, no taker parked     taker: after its take (Passed to Empty), or when it gives up a wait (Parked to Empty)
/// Parked   the taker sleeps on _parking       taker: compare-exchange, from Empty only
/// Passed   the baton and its message lie here passer: exchange, from Empty or Parked
/// Closed   the taker has gone for good        taker: compare-exchange, from Empty only
/// </code>
/// <para><b>Pairing.</b> The passer's <see cref="Interlocked.Exchange(ref int, int)"/> to <c>Passed</c> releases the message and all it
/// wrote before; the taker's acquiring read of <c>Passed</c> pairs with it. When the exchange finds <c>Parked</c>, the passer owes
/// exactly one <see cref="SemaphoreSlim.Release()"/>, which pairs with the taker's one wait.</para>
/// <para><b>Why no wake-up is lost.</b> <c>Empty to Parked</c> and <c>anything to Passed</c> are both atomic changes of one word, so they
/// happen in one order. Parked first: the exchange returns <c>Parked</c>, the passer releases, and the semaphore keeps the count until
/// the taker waits. Passed first: the compare-exchange fails, and the taker takes without sleeping.</para>
/// <para><b>Why no baton is lost.</b> A pass onto a baton not yet taken finds <c>Passed</c> and throws before it writes the message; a
/// second release would also exceed the semaphore's maximum of one.</para>
/// </remarks>
internal sealed class Lane<T> : LaneBase
{
    private const int Empty = 0;
    private const int Parked = 1;
    private const int Passed = 2;
    private const int Closed = 3;

    /// <summary>Reads of the word before the clock is first looked at: a tight handoff never pays for the clock.</summary>
    private const int BriefReads = 64;

    private int _word;                  // the state: see the table
    private T _message = default!;      // goes with the baton; passer: before its exchange to Passed; taker: after it saw Passed
#pragma warning disable CS0169, IDE0051 // padding: never read
    private readonly CacheLine _after;
#pragma warning restore CS0169, IDE0051

    /// <summary>Gives the baton up with <paramref name="message"/>. Never blocks.</summary>
    /// <param name="message">Goes with the baton.</param>
    /// <param name="isAnswer">Was it the taker that gave the baton to the passer? See <see cref="SpinTuner.Missed"/>.</param>
    /// <returns>False when the taker has closed the lane: this baton will not be taken.</returns>
    /// <exception cref="InvalidOperationException">The last baton has not been taken: two threads think they hold it.</exception>
    internal bool Pass(in T message, bool isAnswer = false)
    {
        if (Volatile.Read(ref _word) == Passed)
        {
            ThrowPassedTwice();
        }

        Commit.Begin();
        _message = message;
        int before = Interlocked.Exchange(ref _word, Passed);
        if (before == Parked)
        {
            _passedAt = Stopwatch.GetTimestamp();
            _passerAwakeSince = isAnswer ? AwakeSince() : 0;
            WakeUp(_parking!);
        }
        else if (before == Closed)
        {
            _message = default!;
        }

        Commit.End();
        if (before == Passed)
        {
            ThrowPassedTwice();
        }

        return before != Closed;
    }

    /// <summary>Waits for the baton: spins as far as lease and tuner allow, then parks.</summary>
    internal T Take(SpinPermit lease, ref SpinTuner tuner)
    {
        TryTake(Timeout.Infinite, lease, ref tuner, out T message);
        return message;
    }

    /// <summary>
    /// As <see cref="Take"/>, but gives up after <paramref name="timeout"/> milliseconds parked (−1: never), or, with
    /// <see cref="LaneBase.UntilInterrupted"/> and its like, when the thread is interrupted.
    /// </summary>
    /// <returns>False when it gave up. The lane is empty then, as before, and an interrupt stays pending.</returns>
    internal bool TryTake(int timeout, SpinPermit lease, ref SpinTuner tuner, out T message)
    {
        bool interrupted = false;
        bool isHere = Volatile.Read(ref _word) == Passed || Spin(lease, tuner.Budget) || Park(timeout, lease, ref tuner, out interrupted);
        if (isHere)
        {
            Collect(out message);
        }
        else
        {
            message = default!;
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt(); // for the next wait of the code that runs on this thread
        }

        return isHere;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Collect(out T message)
    {
        // The message is the taker's: no passer touches the lane before it sees Empty, or has been given the baton on the other lane.
        message = _message;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            _message = default!; // a message taken is not kept alive by the lane
        }

        Volatile.Write(ref _word, Empty);
    }

    /// <summary>Taker only: refuses every later baton. False when a baton is here already, which must then be taken.</summary>
    internal bool TryClose() => Interlocked.CompareExchange(ref _word, Closed, Empty) == Empty;

    /// <summary>Is the taker asleep? For tests and diagnostics: the next moment it may not be.</summary>
    internal bool IsTakerParked => Volatile.Read(ref _word) == Parked;

    private bool Spin(SpinPermit lease, long budget)
    {
        if (budget == 0 || ControlledThread.Current is not null || !lease.TryHold())
        {
            return false;
        }

        for (int i = 0; i < BriefReads; i++)
        {
            Pause();
            if (Volatile.Read(ref _word) == Passed)
            {
                return true;
            }
        }

        long start = Stopwatch.GetTimestamp();
        do
        {
            for (int i = 0; i < BriefReads / 4; i++)
            {
                Pause();
                if (Volatile.Read(ref _word) == Passed)
                {
                    return true;
                }
            }
        }
        while (Stopwatch.GetTimestamp() - start < budget && lease.TryHold());

        return false;
    }

    private bool Park(int timeout, SpinPermit lease, ref SpinTuner tuner, out bool interrupted)
    {
        Commit.AssertNone("a thread parks");
        interrupted = false;
        using Quiet quiet = Quiet.Begin(); // a resumer that parks may have a frame, which runs on in the body
        if (ControlledThread.Current is { } thread)
        {
            lease.Release();
            return timeout != 0 && SleepUnderControl(thread, timeout, ref interrupted);
        }

        if (ParkingSemaphores.TryRent() is not { } parking)
        {
            lease.Release();
            return LookNowAndThen(timeout, ref interrupted);
        }

        using Absence absence = Absence.Begin();
        _parking = parking;
        long since = Stopwatch.GetTimestamp();
        bool taken = true;
        if (Interlocked.CompareExchange(ref _word, Parked, Empty) == Empty)
        {
            lease.Release();
            taken = Sleep(parking, timeout, ref interrupted);
            if (taken)
            {
                WakesUp();
                tuner.Missed(_passedAt - since, Math.Max(0, _passerAwakeSince - since));
            }
        }

        Debug.Assert(!taken || Volatile.Read(ref _word) == Passed, "woken without a baton");
        _parking = null;
        ParkingSemaphores.Return(parking);
        return taken;
    }

    /// <summary>
    /// Sleeps until released. <see cref="SemaphoreSlim.Wait()"/> itself would burn 40–90 µs of processor first, so this sleeps on the
    /// semaphore's wait handle. An interrupt aimed at this thread must not break the handoff.
    /// </summary>
    private bool Sleep(SemaphoreSlim parking, int timeout, ref bool interrupted)
    {
        bool givesUp = timeout <= UntilInterrupted;
        bool timed = timeout is >= 0 or < UntilInterrupted;
        timeout = timed ? Math.Abs(timeout) : Timeout.Infinite;
        long end = timed ? Environment.TickCount64 + timeout : 0;
        bool woken = false;
        while (!woken)
        {
            try
            {
                woken = parking.Wait(0);
                if (!woken && !parking.AvailableWaitHandle.WaitOne(timeout))
                {
                    if (Interlocked.CompareExchange(ref _word, Empty, Parked) == Parked)
                    {
                        break; // no release is owed any more
                    }

                    timed = false; // the baton is here, and the release is on its way
                }
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
                if (givesUp && Interlocked.CompareExchange(ref _word, Empty, Parked) == Parked)
                {
                    break;
                }
            }

            timeout = timed ? (int)Math.Max(0, end - Environment.TickCount64) : Timeout.Infinite;
        }

        return woken;
    }

    // In a run of a test, which has a clock of its own: no time limit but 0 ends this sleep.
    private bool SleepUnderControl(ControlledThread thread, int timeout, ref bool interrupted)
    {
        using Absence absence = Absence.Begin();
        _parking = thread;
        if (Interlocked.CompareExchange(ref _word, Parked, Empty) == Empty && !thread.Sleep(timeout <= UntilInterrupted))
        {
            interrupted = true; // as by an interrupt: the waiting code knows how to leave then
            return Interlocked.CompareExchange(ref _word, Empty, Parked) != Parked;
        }

        _parking = null;
        return true;
    }

    // There is no memory for what a thread sleeps on, and the baton may be passed already: so this must not fail.
    private bool LookNowAndThen(int timeout, ref bool interrupted)
    {
        long end = timeout is >= 0 or < UntilInterrupted ? Environment.TickCount64 + Math.Abs(timeout) : long.MaxValue;
        bool isHere = Volatile.Read(ref _word) == Passed;
        while (!isHere && Environment.TickCount64 < end)
        {
            bool wokenUp = !Uninterrupted.TrySleep(1);
            interrupted |= wokenUp;
            isHere = Volatile.Read(ref _word) == Passed;
            if (wokenUp && timeout <= UntilInterrupted)
            {
                break;
            }
        }

        return isHere;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pause()
    {
        if (X86Base.IsSupported)
        {
            X86Base.Pause();
        }
        else if (ArmBase.IsSupported)
        {
            ArmBase.Yield();
        }
        else
        {
            Thread.SpinWait(1);
        }
    }

    private static void ThrowPassedTwice() => throw new InvalidOperationException(
        "The baton was passed twice without being taken in between. This is a bug in Baton, not in your code: please report it.");
}
