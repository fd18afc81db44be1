using System.Diagnostics;

namespace Baton;

/// <summary>
/// A frame's select among ends of frames of its own scheduler, and nothing else: a wait inside the scheduler. So frames that wait for each
/// other by such selects are told of their deadlock.
/// </summary>
[StackTraceHidden]
internal static class SelectInside
{
    /// <summary>Waits until one of the frames has ended. An exception means that the wait ended first.</summary>
    /// <returns>False: the select is none of that kind, and nothing was waited for.</returns>
    internal static bool TryWait(ReadOnlySpan<SelectCase> cases, CancellationToken token)
    {
        if (token.CanBeCanceled || FrameCore.Current is not { } me || !AreAllInside(cases, me.Scheduler))
        {
            return false;
        }

        List<FrameCore> frames = [];
        foreach (SelectCase one in cases)
        {
            if (one is FrameCase { Frame: var frame } && !frames.Contains(frame))
            {
                frames.Add(frame);
            }
        }

        me.EnterSuspension();
        me.Scheduler.LookAtArrivals();
        me.AwaitFirst(new FirstOfFrames([.. frames]));
        return true;
    }

    // A time that never comes is no case.
    private static bool AreAllInside(ReadOnlySpan<SelectCase> cases, SchedulerCore scheduler)
    {
        bool hasAny = false;
        foreach (SelectCase one in cases)
        {
            bool isFrame = one is FrameCase { Frame: var frame } && frame.Scheduler == scheduler;
            if (!isFrame && one is not TimeoutCase { IsEndless: true })
            {
                return false;
            }

            hasAny |= isFrame;
        }

        return hasAny;
    }
}
