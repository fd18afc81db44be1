using System.Diagnostics;
using Baton.Testing;

namespace Baton;

/// <summary>A wait until a time is over, which a token may end first.</summary>
[StackTraceHidden]
internal static class DelayWait
{
    /// <summary>What a frame waits for in a delay, in words.</summary>
    internal const string What = "a delay";

    /// <exception cref="ArgumentOutOfRangeException">The delay is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token has fired, or the frame was canceled.</exception>
    internal static void Await(TimeSpan delay, CancellationToken token)
    {
        OptionRange.Time(delay, "A delay", nameof(delay));
        ControlledThread.Before(OperationKind.Await, null, isWrite: false, words: "delays");
        FrameCore? me = FrameCore.Current;
        TimeProvider clock = me?.Scheduler.Clock ?? TimeProvider.System;
        TimeLeft time = token.CanBeCanceled ? new TimeLeft(delay, clock) : default;
        do
        {
            using QuietDelay timed = new(delay, clock, token); // a wait that was canceled leaves no timer behind
            if (timed.HasBegun || !timed.Task.IsCompleted)
            {
                WaitFor(timed.Task, me);
            }
        }
        while (IsToGoOn(time, ref delay, ref token));
    }

    private static void WaitFor(Task delay, FrameCore? me)
    {
        if (me is null)
        {
            BlockingOutside.Await("To await a delay", delay);
        }
        else
        {
            me.AwaitTask(delay, What, isOwn: true);
        }
    }

    // Was the token's exception held back, before the time was over?
    private static bool IsToGoOn(TimeLeft time, ref TimeSpan delay, ref CancellationToken token)
    {
        if (!token.IsCancellationRequested)
        {
            return false;
        }

        CanceledWait.Throw(ref token);
        delay = time.Left;
        return delay != TimeSpan.Zero;
    }
}
