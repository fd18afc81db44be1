using System.Diagnostics;

namespace Baton;

/// <summary>Finds awaits that cannot end, because a run inside a frame keeps the baton that the awaited frame needs.</summary>
[StackTraceHidden]
internal static class RunInside
{
    /// <summary>
    /// A frame of a run inside a frame is about to wait for <paramref name="awaited"/>, of another scheduler. The run's own thread has that
    /// scheduler's baton if the scheduler is around the run, and keeps it until the run ends, unless it may give way.
    /// </summary>
    /// <exception cref="CoroutineDeadlockException">The awaited frame can never run before the run ends.</exception>
    internal static void ThrowIfItKeepsTheBaton(FrameCore me, FrameCore awaited)
    {
        if (FindDeadlock(me, awaited) is { } deadlock)
        {
            throw deadlock;
        }
    }

    /// <summary>As <see cref="ThrowIfItKeepsTheBaton"/>, about to wait for the first of these ends.</summary>
    /// <exception cref="CoroutineDeadlockException">All of them are ends of frames that can never run before the run ends.</exception>
    internal static void ThrowIfItKeepsTheBatonOfAll(FrameCore me, IEnumerable<Task?> ends)
    {
        CoroutineDeadlockException? deadlock = null;
        foreach (Task? end in ends)
        {
            deadlock = end?.AsyncState is FrameCore awaited ? FindDeadlock(me, awaited) : null;
            if (deadlock is null)
            {
                return;
            }
        }

        if (deadlock is not null)
        {
            throw deadlock;
        }
    }

    private static CoroutineDeadlockException? FindDeadlock(FrameCore me, FrameCore awaited)
    {
        bool isOnRunsThread = me.Outer is not null; // otherwise the stack in question is another thread's
        for (FrameCore? around = me.Scheduler.Around; around is not null; around = around.Scheduler.Around)
        {
            if (around == awaited)
            {
                return new CoroutineDeadlockException(
                    $"{me.Described} waits for {awaited.Described}, which runs it: the call of CoroutineScheduler.Run there returns only " +
                    "when this frame has ended.");
            }

            if (around.Scheduler == awaited.Scheduler && !awaited.IsEnded && Keeps(around, isOnRunsThread))
            {
                return new CoroutineDeadlockException(
                    $"{me.Described} waits for {awaited.Described}, which cannot run before this frame has ended: {around.Described} has " +
                    "called CoroutineScheduler.Run, and keeps its baton for as long as that run lasts. Call the functions in the frame " +
                    "itself, without another run; or let the scheduler around it run in mode Yield.");
            }
        }

        return null;
    }

    /// <summary>
    /// The frame around the run of <paramref name="me"/> that keeps the baton of that scheduler until the run ends. Null: there is none; or
    /// frames that run beside <paramref name="me"/> may use what that baton guards.
    /// </summary>
    internal static FrameCore? FindKeeper(FrameCore me, SchedulerCore scheduler)
    {
        bool isOnRunsThread = me.Outer is not null;
        FrameCore frame = me;
        while (frame.Scheduler.Around is { } around)
        {
            isOnRunsThread &= frame.Outer is not null;
            bool keeps = Keeps(around, isOnRunsThread);
            if (around.Scheduler == scheduler)
            {
                return keeps ? around : null;
            }

            if (!keeps && !isOnRunsThread)
            {
                return null;
            }

            frame = around;
        }

        return null;
    }

    /// <summary>
    /// The frame of that scheduler that ends only when the calling code has gone on: it runs that code, or has called the run that does.
    /// Null: there is none.
    /// </summary>
    internal static FrameCore? FindFrameOf(SchedulerCore scheduler)
    {
        FrameCore? frame = FrameCore.Current;
        while (frame is not null && frame.Scheduler != scheduler)
        {
            frame = frame.Scheduler.Around;
        }

        return frame;
    }

    /// <summary>The functions of a scope cannot run before the run of <paramref name="me"/> has ended.</summary>
    internal static CoroutineDeadlockException NewDeadlock(FrameCore me, ScopeCore scope, FrameCore around) => new(
        $"{me.Described} waits for {scope}, which cannot run before this frame has ended: {around.Described} has called " +
        "CoroutineScheduler.Run, and keeps its baton for as long as that run lasts. End the block in the frame itself, without another " +
        "run; or let the scheduler around it run in mode Yield.");

    /// <summary>
    /// Any thread of a run that <paramref name="around"/> has called: is the baton around the run kept until the run ends? A static
    /// constructor below the run is not looked for.
    /// </summary>
    internal static bool KeepsItsBaton(FrameCore around) => Keeps(around, isOnRunsThread: false);

    private static bool Keeps(FrameCore around, bool isOnRunsThread) =>
        around.Scheduler.Blocking != BlockingMode.Yield || around.IsSuspensionForbidden
        || (isOnRunsThread && StaticConstruction.IsUnderWay());
}
