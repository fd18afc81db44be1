namespace Baton;

/// <summary>Waits for something of foreign code without the baton, and takes it only with the baton.</summary>
/// <remarks>
/// <para><b>Why a poll.</b> A lock of the runtime wakes one waiter and then no other, until that waiter has run. A thread that sleeps at
/// the lock without the baton may be that waiter. If it then waits for the baton, the lock is free and nobody gets it: neither a plain
/// thread, nor the holder of the baton, which may want it for a timer. So while the frame has no baton, its thread sleeps at nothing
/// that it could take from others. The wake-up stays in the lock for whoever sleeps there. The frame takes its baton back now and then,
/// and looks whether the wait has an end.</para>
/// <para><b>Why the result is true.</b> It is from a look with the baton in hand. A timeout is reported only if the wait has no end at
/// that moment. Until the frame passes the baton no other frame can change that.</para>
/// <para><b>What it costs.</b> The frame notices the end late. While other frames are ready the first looks come each time it is the
/// frame's turn. Then the thread rests between two looks for a sixteenth of the time that it has waited, at most 10 ms; with many such
/// frames longer, so that all of them together look about a thousand times a second at most.</para>
/// </remarks>
internal static class PolledWait
{
    /// <summary>In milliseconds: the longest rest of one frame.</summary>
    private const int LongestRest = 10;

    /// <summary>So many looks come without a rest, while other frames are ready.</summary>
    private const int LooksInTurn = 32;

    /// <summary>A wait that may end very soon is looked at often, for so long.</summary>
    private static readonly TimeSpan s_soon = TimeSpan.FromMicroseconds(200);

    /// <summary>The frame's own thread, with the baton. What the wait throws comes out when the frame has the baton.</summary>
    internal static int Run(FrameCore me, ForeignWait wait)
    {
        SchedulerCore scheduler = me.Scheduler;
        scheduler.StandingAside++;
        bool isKeepingTold = false;
        try
        {
            for (int looks = 0; ; looks++)
            {
                TimeSpan elapsed = wait.Elapsed;
                int left = wait.Left;
                int rest = looks < LooksInTurn && HaveOthersToRun(me) ? 0
                    : elapsed < s_soon ? 0
                    : (int)Math.Clamp(elapsed.TotalMilliseconds / 16, 1, Math.Max(LongestRest, scheduler.StandingAside));
                rest = left >= 0 ? Math.Min(rest, left) : rest;
                FrameBlocking.StandAside(me, mayGiveWay: true, () => Rest(wait.Bell, rest, left));
                int polled = Poll(wait);
                if (polled != WaitHandle.WaitTimeout || left == 0)
                {
                    return polled;
                }

                if (!isKeepingTold && wait.Elapsed >= scheduler.BlockingGrace)
                {
                    isKeepingTold = true;
                    FrameBlocking.TellOfKeeping(me, mayGiveWay: true);
                }
            }
        }
        finally
        {
            scheduler.StandingAside--;
            ControlledThread.Current?.EndLooks();
        }
    }

    // An interrupt that came while the frame had no baton ends the wait, unless the wait has its end too. A pulse went to this frame, and
    // no other would get it. So the end counts, and the interrupt stays pending.
    private static int Poll(ForeignWait wait)
    {
        try
        {
            return wait.Poll();
        }
        catch (ThreadInterruptedException)
        {
            int polled = wait.Poll();
            if (polled == WaitHandle.WaitTimeout)
            {
                throw;
            }

            Thread.CurrentThread.Interrupt();
            return polled;
        }
    }

    private static bool HaveOthersToRun(FrameCore me)
    {
        for (FrameCore? frame = me; frame is not null; frame = frame.Outer)
        {
            if (frame.Scheduler.HasReady || frame.Seat.HasStarter || !frame.Scheduler.Arrivals.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    // An interrupt is meant for the wait of the foreign code. It stays pending, and so comes out of the next look.
    private static void Rest(Bell? bell, int milliseconds, int left)
    {
        if (ControlledThread.Current is { } thread)
        {
            thread.RestBetweenLooks(left);
            return;
        }

        try
        {
            if (milliseconds == 0)
            {
                Thread.Yield();
            }

            if (bell is not null)
            {
                bell.Rest(milliseconds);
            }
            else if (milliseconds > 0)
            {
                Thread.Sleep(milliseconds);
            }
        }
        catch (ThreadInterruptedException)
        {
            Thread.CurrentThread.Interrupt();
        }
    }
}
