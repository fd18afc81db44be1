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
/// <para>What happens in which order, and why nothing is lost: see <see cref="LaneWord"/>.</para>
/// </remarks>
internal sealed class Lane<T> : LaneBase
{
    /// <summary>Reads of the word before the clock is first looked at: a tight handoff never pays for the clock.</summary>
    private const int BriefReads = 64;

    private LaneWord _word;             // the state
    private T _message = default!;      // goes with the baton; passer: before its pass; taker: after it saw the baton
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
        if (_word.HasBaton)
        {
            ThrowPassedTwice();
        }

        Commit.Begin();
        _message = message;
        LaneState before = _word.Pass();
        if (before == LaneState.Parked)
        {
            _passedAt = Stopwatch.GetTimestamp();
            _passerAwakeSince = isAnswer ? AwakeSince() : 0;
            WakeUp(_parking!);
        }
        else if (before == LaneState.Closed)
        {
            _message = default!;
            _word.StayClosed();
        }

        Commit.End();
        if (before == LaneState.Passed)
        {
            ThrowPassedTwice();
        }

        return before != LaneState.Closed;
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
        bool isHere = _word.HasBaton || Spin(lease, tuner.Budget) || Park(timeout, lease, ref tuner, out interrupted);
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

        _word.EndTake();
    }

    /// <summary>Taker only: refuses every later baton. False when a baton is here already, which must then be taken.</summary>
    internal bool TryClose() => _word.TryClose();

    /// <summary>Is the taker asleep? For tests and diagnostics: the next moment it may not be.</summary>
    internal bool IsTakerParked => _word.IsTakerParked;

    internal override bool TryPhotograph(Pose pose)
    {
        if (_parking is not SemaphoreSlim || !_word.TryPose())
        {
            return false;
        }

        Commit.Begin();
        _pose = pose;
        WakeUp(_parking!); // that of this park: the taker does not leave before it is released
        Commit.End();
        return true;
    }

    private bool Spin(SpinPermit lease, long budget)
    {
        if (budget == 0 || ControlledThread.Current is not null || !lease.TryHold())
        {
            return false;
        }

        for (int i = 0; i < BriefReads; i++)
        {
            Pause();
            if (_word.HasBaton)
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
                if (_word.HasBaton)
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

        if (ParkingSlot.TryGetOwn() is not { } slot || slot.TryRent() is not { } parking)
        {
            lease.Release();
            return LookNowAndThen(ref _word, timeout, ref interrupted);
        }

        using Absence absence = Absence.Begin();
        _parking = parking;
        long since = Stopwatch.GetTimestamp();
        (LaneBase? Lane, long Since) outer = slot.Enter(this, since);
        bool taken = true;
        if (_word.TryPark())
        {
            lease.Release();
            taken = Sleep(ref _word, parking, timeout, ref interrupted, out bool hasPosed);
            if (taken)
            {
                WakesUp();
                if (!hasPosed) // otherwise the wait says nothing about what parking cost
                {
                    tuner.Missed(_passedAt - since, Math.Max(0, _passerAwakeSince - since));
                }
            }
        }

        Debug.Assert(!taken || _word.HasBaton, "woken without a baton");
        slot.Leave(outer);
        _parking = null;
        slot.Return(parking);
        return taken;
    }

    // In a run of a test, which has a clock of its own: no time limit but 0 ends this sleep.
    private bool SleepUnderControl(ControlledThread thread, int timeout, ref bool interrupted)
    {
        using Absence absence = Absence.Begin();
        _parking = thread;
        if (_word.TryPark() && !thread.Sleep(timeout <= UntilInterrupted))
        {
            interrupted = true; // as by an interrupt: the waiting code knows how to leave then
            return !_word.TryGiveUp();
        }

        _parking = null;
        return true;
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
