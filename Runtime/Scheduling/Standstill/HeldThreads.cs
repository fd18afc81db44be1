namespace Baton;

/// <summary>Which threads of a scheduler's pool come back only when a frame of that scheduler goes on. Holder of the baton only.</summary>
/// <remarks>
/// <para>These are the threads of its own frames, and of coroutines that these frames wait for, as their resumers. A run inside a frame may
/// keep the baton of the scheduler around it. Then no frame there goes on before the run ends, whatever it waits for, so the threads of
/// that scheduler count too.</para>
/// <para>A thread that is between two owners belongs to neither: it may come for a frame of the scheduler the next moment. So it does not
/// count. <see cref="IsHeldFor"/> decides that for all who ask:</para>
/// <code>
/// what the thread does                                        counts for
/// runs a frame, or waits for its baton                        the frame's scheduler
/// has brought a request, and a frame has accepted it          the request's scheduler
/// has brought a request that its holder has not accepted      nobody; but for a kept scheduler, which accepts nothing before the run ends
/// has brought a request for which no frame waits any more     nobody: it goes back to the pool
/// runs a body for a frame that waits for it                   the frame's scheduler
/// has a body that is suspended, or that another has claimed   nobody
/// runs a body for code without a frame, or pool work          nobody, but for the main function that runs there
/// runs a main function, above whatever tenant                 the scheduler of that run too
/// has ended its tenant, which was returned                    nobody: the pool has given it to the next
/// has left its frame below a static constructor               nobody: it runs on, for no frame
/// is idle, leaves, is being started, or is written off        nobody: it is not among the busy
/// </code>
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
                : own + CountBodies([scheduler]);
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

    // A method of its own, since the lambda's captures are allocated at the method's first line.
    private static int CountBodies(List<SchedulerCore> only) =>
        only[0].Pool.Threads.Busy.Count(worker => worker.Tenant is CoroutineCore body && IsHeldFor(only, body));

    // As above. Each thread counts once: one of a scheduler around may run the main function of the run.
    private static int CountAll(List<SchedulerCore> schedulers) => schedulers[0].Pool.Threads.Busy.Count(
        worker => (worker.Tenant is { } tenant && IsHeldFor(schedulers, tenant))
            || (worker.Slot?.MainFrame is FrameCore { Seat.Left: null } main && schedulers.Contains(main.Scheduler)));

    // By the table above. The first of the schedulers asks, the others are kept. All their frames wait: so a claim that names one of these
    // frames lasts, and one that names nobody yet is not theirs.
    private static bool IsHeldFor(List<SchedulerCore> schedulers, Tenant tenant) => tenant switch
    {
        { HasReturned: true } => false,
        FrameCore { Seat.Left: null } frame => schedulers.Contains(frame.Scheduler),
        ThreadRequest request => request.IsAccepted ? schedulers.Contains(request.Scheduler)
            : schedulers.LastIndexOf(request.Scheduler) > 0,
        CoroutineCore { NamedDriver: FrameCore frame } => schedulers.Contains(frame.Scheduler),
        _ => false,
    };
}
