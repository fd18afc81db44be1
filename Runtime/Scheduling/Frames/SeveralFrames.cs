using System.Diagnostics;
using Baton.Testing;

namespace Baton;

/// <summary>How code waits for several frames, of whichever schedulers.</summary>
[StackTraceHidden]
internal static class SeveralFrames
{
    /// <exception cref="ArgumentException">One of the frames is null.</exception>
    internal static FrameCore[] Checked(ReadOnlySpan<Frame> frames)
    {
        FrameCore[] cores = new FrameCore[frames.Length];
        for (int i = 0; i < cores.Length; i++)
        {
            cores[i] = frames[i]?.Core ?? throw new ArgumentException($"The frame at index {i} is null.", nameof(frames));
        }

        return cores;
    }

    /// <summary>The calling code is about to wait for all of them.</summary>
    internal static void Hurry(FrameCore[] frames)
    {
        if (BatonHere.Frame is { } me)
        {
            Array.ForEach(frames, me.HurryFor);
        }
    }

    /// <summary>After the ends: throws the first failure, which keeps the others. All count as seen.</summary>
    internal static void ThrowFaults(FrameCore[] frames)
    {
        ScopeFailures? failures = null;
        foreach (FrameCore frame in frames)
        {
            if (frame.Fault is { } fault)
            {
                frame.IsObserved = true;
                failures ??= new ScopeFailures();
                failures.Add(fault, frame);
            }
        }

        failures?.Throw(frames);
    }

    /// <summary>Waits until one of the frames has ended.</summary>
    /// <returns>The lowest index of one that has.</returns>
    internal static int AwaitFirst(FrameCore[] frames)
    {
        int index = IndexOfEnded(frames);
        while (index < 0)
        {
            Wait(frames);
            index = IndexOfEnded(frames);
        }

        return index;
    }

    private static int IndexOfEnded(FrameCore[] frames) => Array.FindIndex(frames, static frame => frame.IsEnded);

    private static void Wait(FrameCore[] frames)
    {
        if (FrameCore.Current is not { } me)
        {
            ControlledThread.Before(OperationKind.Await, frames, isWrite: false);
            BlockingOutside.Await(
                BlockingOutside.ToAwait + "one of several frames", Array.ConvertAll(frames, static frame => frame.EndTask));
        }
        else if (Array.TrueForAll(frames, frame => frame.Scheduler == me.Scheduler))
        {
            me.AwaitFirst(new FirstOfFrames([.. frames.Distinct()])); // each end makes the waiter ready once
        }
        else
        {
            if (me.Scheduler.Around is not null)
            {
                RunInside.ThrowIfItKeepsTheBatonOfAll(me, frames.Select(static frame => frame.EndTask));
            }

            me.EnterSuspension();
            me.Scheduler.LookAtArrivals();
            me.Cancellation.ThrowIfPending();
            me.AwaitFirst(Array.ConvertAll(frames, frame => frame.EndTask), "one of several frames");
            me.Cancellation.ThrowIfPending();
        }
    }
}
