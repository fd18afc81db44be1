using System.Diagnostics;

namespace Baton;

/// <summary>
/// Who is there: the pools and the tenants of their workers, the threads that have called a run or wait in the library, and the schedulers
/// that these lead to. No coroutine, frame or scheduler is registered anywhere for that.
/// </summary>
internal sealed class Census
{
    private const int MostQueued = 1_000; // pieces of work that are looked at in a pool's queue

    internal List<WorkerPool> Pools { get; } = [.. PoolRegistry.Snapshot()];

    internal List<WorkerSeen> Workers { get; } = [];

    internal List<ThreadRecord> Threads { get; } = ThreadRecord.Snapshot();

    internal Dictionary<LaneBase, ThreadParked> Parked { get; } = [];

    internal HashSet<SchedulerCore> Schedulers { get; } = [];

    /// <summary>First functions of runs, on their callers' threads.</summary>
    internal List<(FrameCore Main, Thread Thread)> Mains { get; } = [];

    /// <summary>The places where threads sleep, by their threads.</summary>
    internal Dictionary<Thread, ParkingSlot> Slots { get; } = [];

    internal static Census Take()
    {
        using Quiet quiet = Quiet.Begin();
        Census census = new();
        foreach (WorkerPool pool in census.Pools)
        {
            census.AddWorkers(pool.Threads.Busy, isWrittenOff: false);
            census.AddWorkers(pool.Threads.WrittenOff, isWrittenOff: true);
            census.AddQueue(pool);
        }

        foreach (ParkingSlot slot in ParkingSlots.List())
        {
            if (slot.Thread.IsAlive)
            {
                census.Slots[slot.Thread] = slot;
                census.AddMains(slot);
                census.AddParking(slot);
            }
        }

        return census;
    }

    private void AddWorkers(List<Worker> workers, bool isWrittenOff)
    {
        foreach (Worker worker in workers)
        {
            if (worker.Tenant is { } tenant && (isWrittenOff || !tenant.HasReturned))
            {
                Workers.Add(new WorkerSeen(worker, tenant, isWrittenOff));
                Add(SchedulerOf(tenant));
            }
        }
    }

    // Frames without a thread are found by their schedulers, and these by their requests for threads.
    private void AddQueue(WorkerPool pool)
    {
        foreach (WorkItem item in pool.Work.FirstOf(Math.Min(MostQueued, pool.Counts.Queued)))
        {
            Add(SchedulerOf(item));
        }
    }

    // The thread of a run's caller may be a worker's, and have called several runs, one inside the other.
    private void AddMains(ParkingSlot slot)
    {
        for (FrameCore? main = slot.MainFrame as FrameCore; main is not null; main = main.Outer)
        {
            if (!main.IsEnded && main.Worker is null)
            {
                Mains.Add((main, slot.Thread));
            }

            Add(main.Scheduler);
        }
    }

    private void AddParking(ParkingSlot slot)
    {
        LaneBase? lane = slot.Lane;
        long since = slot.Since;
        if (lane is not null && slot.Lane == lane)
        {
            Parked[lane] = new ThreadParked(slot.Thread, TicksOf(since));
        }
    }

    /// <summary>A time by <see cref="Stopwatch"/>, by <see cref="Environment.TickCount64"/>.</summary>
    internal static long TicksOf(long timestamp) =>
        Math.Max(1, Environment.TickCount64 - (long)Stopwatch.GetElapsedTime(timestamp).TotalMilliseconds);

    private void Add(SchedulerCore? scheduler)
    {
        if (scheduler is { IsClosed: false })
        {
            Schedulers.Add(scheduler);
        }
    }

    private static SchedulerCore? SchedulerOf(Tenant tenant) => tenant switch
    {
        FrameCore frame => frame.Scheduler,
        ThreadRequest request => request.Scheduler,
        CoroutineCore { Driver: FrameCore frame } => frame.Scheduler,
        _ => null,
    };
}
