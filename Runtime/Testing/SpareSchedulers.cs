namespace Baton.Testing;

/// <summary>
/// Schedulers that strands had in earlier schedules, for strands to come: to make one costs more than all else of a short strand.
/// Belongs to the thread that has the turn.
/// </summary>
/// <remarks>
/// Only one that is as new is kept: no frame is left in it, nothing has canceled, disposed or closed it, and no user has its handle.
/// What is left of its past are counts that only grow, as in a scheduler of production that goes on for long.
/// </remarks>
internal sealed class SpareSchedulers
{
    private readonly Stack<(SchedulerCore Core, CoroutineScheduler Starter)> _spare = []; // the thread with the turn

    /// <summary>A scheduler for a strand of this schedule, and what starts frames in it. No user gets that.</summary>
    internal (SchedulerCore Core, CoroutineScheduler Starter) Take(TestRun run)
    {
        if (!_spare.TryPop(out (SchedulerCore Core, CoroutineScheduler Starter) spare))
        {
            SchedulerCore made = new(CoroutineSchedulerOptions.Default, isHeld: false);
            return (made, new CoroutineScheduler(made));
        }

        run.Parts.Add(spare.Core);
        return spare;
    }

    /// <summary>The conductor, when a schedule has ended as it should: keeps what is as new.</summary>
    internal void Keep(RunParts parts)
    {
        foreach (SchedulerCore scheduler in parts.Schedulers)
        {
            if (parts.Started.StarterOf(scheduler) is { } starter && IsAsNew(scheduler))
            {
                scheduler.Ready.Last = null; // that frame has ended
                _spare.Push((scheduler, starter));
            }
        }
    }

    /// <summary>The conductor: those that are kept are of no use to what comes.</summary>
    internal void Forget() => _spare.Clear();

    private static bool IsAsNew(SchedulerCore scheduler) => scheduler is
    {
        HasHandle: false,
        HasReady: false,
        AreAllCanceled: false,
        RunCancellation: null,
        RunEnd: null,
        Joiner: null,
        Around: null,
        CalledIn: null,
        StandingAside: 0,
        Live.Count: 0,
        Threads: { Waiting: 0, OnTheirWay: 0, Held: 0 },
        Arrivals: { IsResting: true, IsClosed: false },
        BlockCancellations.AreNone: true,
        Failures.HasAny: false,
        All.IsCancellationRequested: false,
        Disposal.IsAskedFor: false,
    };
}
