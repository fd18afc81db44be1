namespace Baton;

/// <summary>Which threads of a scheduler's pool come back only when a frame of that scheduler goes on. Holder of the baton only.</summary>
/// <remarks>
/// <para>These are the threads of its own frames, and of coroutines that these frames wait for, as their resumers. A run inside a frame may
/// keep the baton of the scheduler around it. Then no frame there goes on before the run ends, whatever it waits for, so the threads of
/// that scheduler count too.</para>
/// <para>Nobody else changes what a scheduler around the run has: its baton is kept on the thread that has called the run. Its requests
/// for threads may still be served. Those threads count as they come, and <see cref="StandstillWatch"/> looks again.</para>
/// </remarks>
internal static class HeldThreads
{
    /// <summary>How many they are. For want of memory those that are not of the scheduler's own frames do not count.</summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="own">How many threads its own frames have.</param>
    internal static int CountOf(SchedulerCore scheduler, int own)
    {
        try
        {
            return scheduler.Around is not null && KeptAround(scheduler) is { Count: > 0 } kept ? CountAll([scheduler, .. kept])
                : scheduler.Pool.Counts.Coroutines == 0 ? own
                : own + scheduler.Pool.Threads.Busy.Count(worker => ResumerOf(worker) == scheduler);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return own;
        }
    }

    // The schedulers around a run whose batons are kept until it ends.
    private static List<SchedulerCore> KeptAround(SchedulerCore scheduler)
    {
        List<SchedulerCore> kept = [];
        for (FrameCore? around = scheduler.Around; around is not null; around = around.Scheduler.Around)
        {
            if (RunInside.KeepsItsBaton(around))
            {
                kept.Add(around.Scheduler);
            }
        }

        return kept;
    }

    // A method of its own, since the lambda's captures are allocated at the method's first line. Each thread counts once: one of a
    // scheduler around may run the main function of the run.
    private static int CountAll(List<SchedulerCore> schedulers) =>
        schedulers[0].Pool.Threads.Busy.Count(worker => OwnersOf(worker).Any(schedulers.Contains));

    private static IEnumerable<SchedulerCore> OwnersOf(Worker worker)
    {
        if (worker.Tenant is FrameCore frame)
        {
            yield return frame.Scheduler;
        }
        else if (worker.Tenant is ThreadRequest request)
        {
            yield return request.Scheduler;
        }
        else if (ResumerOf(worker) is { } resumer)
        {
            yield return resumer;
        }

        if (worker.Slot?.MainFrame is FrameCore main)
        {
            yield return main.Scheduler;
        }
    }

    // The scheduler of the frame that has resumed the coroutine of that thread. Null: none.
    private static SchedulerCore? ResumerOf(Worker worker) =>
        worker.Tenant is CoroutineCore { Rests: false, Driver: FrameCore frame } ? frame.Scheduler : null;
}
