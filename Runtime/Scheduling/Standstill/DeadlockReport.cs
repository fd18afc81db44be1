using System.Text;

namespace Baton;

/// <summary>
/// The messages about frames that can never go on, or do not go on. Each names the frames, and what each frame waits for.
/// </summary>
internal static class DeadlockReport
{
    private const int MostFrames = 50;
    private const int MostFramesOfLack = 10; // they all say the same
    private const int MostChildren = 5;

    /// <summary>No frame of the scheduler can go on.</summary>
    internal static string OfDeadlock(SchedulerCore scheduler)
    {
        StringBuilder text = new();
        text.Append("Deadlock: every frame of ").Append(scheduler.Handle).Append(" waits for another");
        if (!scheduler.Threads.AreAwaited)
        {
            text.Append(", and nothing outside can end any of these waits.");
        }
        else
        {
            text.Append(", or for a thread of pool '").Append(scheduler.Pool.Name).Append("'. ").Append(scheduler.Threads.AreOutOfReach
                ? "Its own frames have all of these threads, and nothing outside can end any of these waits."
                : "Its frames and those of other schedulers have all of these threads, and all of these frames wait in this way. Only " +
                    "the end of a frame of one of these schedulers gives a thread back, so this one is told.");
        }

        if (scheduler.Threads.AreAwaited)
        {
            text.AppendLine().Append("All ").Append(scheduler.Pool.Places).Append(" threads of pool '").Append(scheduler.Pool.Name)
                .Append("' belong to frames that wait, and ").Append(scheduler.Threads.Waiting + scheduler.Waits.OnPool)
                    .Append(scheduler.Threads.Waiting + scheduler.Waits.OnPool == 1 ? " frame waits" : " frames wait")
                    .Append(" for a thread, or for what needs one: ").Append(Advice);
        }

        AppendFrames(text, scheduler.Live, scheduler.Threads.Waiting > 0, scheduler.Threads.AreAwaited ? MostFramesOfLack : MostFrames);
        return text.ToString();
    }

    /// <summary>Some frames wait for each other, while others wait for something outside.</summary>
    internal static string OfStuckFrames(List<FrameCore> frames)
    {
        StringBuilder text = new("Some frames wait for each other, and will do so until one of them is canceled.");
        AppendFrames(text, frames, tellThreads: false, MostFrames);
        return text.ToString();
    }

    /// <summary>Some frames wait for threads that could come, but do not.</summary>
    internal static string OfThreads(SchedulerCore scheduler)
    {
        PoolCounts now = scheduler.Pool.Counts;
        int others = Math.Max(0, now.Live - now.Idle - now.Coroutines - scheduler.Threads.Held);
        StringBuilder text = new();
        int waiting = scheduler.Threads.Waiting;
        text.Append(waiting).Append(waiting == 1 ? " frame of " : " frames of ").Append(scheduler.Handle)
            .Append(waiting == 1 ? " waits" : " wait").Append(" for a thread of pool '").Append(scheduler.Pool.Name)
            .Append("', and for a second none has come. Of its ").Append(now.Live).Append(" threads (at most ")
            .Append(scheduler.Pool.MaxThreads).Append(") ")
            .Append(scheduler.Threads.Held).Append(" belong to frames of this scheduler, ").Append(now.Coroutines)
            .Append(" to coroutines, running or suspended, and ").Append(others).Append(" to other schedulers and to work.");
        int schedulers = scheduler.Pool.Standstill.Schedulers;
        if (schedulers > 1)
        {
            text.Append(" So do frames of ").Append(schedulers - 1)
                .Append(schedulers == 2 ? " other scheduler, which is" : " other schedulers, which are")
                .Append(" told of by this event alone.");
        }

        text.AppendLine().Append("If these threads are at work, the pool is overloaded, and each gets its turn. ")
            .Append("If nobody gives a thread back: ").Append(Advice);
        AppendFrames(text, scheduler.Live, tellThreads: true, MostFramesOfLack);
        return text.ToString();
    }

    /// <summary>A frame is canceled, and has not left its wait because of callbacks.</summary>
    internal static string OfCallbacks(FrameCore frame) =>
        $"{frame} is canceled, and for {frame.Scheduler.CallbackPatience.TotalSeconds:0.###} s a call-back of the token that " +
        "was fired for it has not ended, " +
        "or not begun: it may wait for this frame, or the .NET thread pool may be short of threads. The frame waits for it no longer.";

    private const string Advice = "raise CoroutineThreadPoolOptions.MaxThreads, begin fewer runs at once, or let frames end before they " +
        "wait for what they started.";

    private static void AppendFrames(StringBuilder text, IReadOnlyCollection<FrameCore> frames, bool tellThreads, int most)
    {
        foreach (FrameCore frame in frames.Take(most))
        {
            text.AppendLine().Append("  ").Append(frame).Append(tellThreads && frame.Worker is not null ? " has a thread, and waits for "
                : " waits for ");
            AppendAwaited(text, frame);
        }

        if (frames.Count > most)
        {
            text.AppendLine().Append("  and ").Append(frames.Count - most).Append(" more");
        }
    }

    private static void AppendAwaited(StringBuilder text, FrameCore frame)
    {
        text.Append(frame.State == FrameState.WantingThread ? "a thread" : frame.WaitsFor ?? "its turn");
        if (frame.WaitsFor is ScopeCore scope)
        {
            text.Append(": ").AppendJoin(", ", scope.Children.Take(MostChildren));
            if (scope.Children.Count > MostChildren)
            {
                text.Append(" and ").Append(scope.Children.Count - MostChildren).Append(" more");
            }
        }
    }
}
