namespace Baton.Testing;

/// <summary>The schedulers and pools that were made in a schedule, in that order. Belongs to the thread that has the turn.</summary>
internal sealed class RunParts
{
    private readonly List<SchedulerCore> _schedulers = []; // the thread with the turn
    private readonly List<WorkerPool> _pools = []; // the thread with the turn

    internal List<SchedulerCore> Schedulers => _schedulers;

    internal List<WorkerPool> Pools => _pools;

    /// <summary>Those schedulers that <see cref="TestScheduler"/> has made, and what is known of their strands.</summary>
    internal StartedStrands Started { get; } = new();

    /// <summary>Schedulers of earlier schedules that are as new.</summary>
    internal SpareSchedulers Spare { get; } = new();

    /// <summary>What was seen of asynchronous code.</summary>
    internal AsyncWork Async { get; } = new();

    internal void Add(object part)
    {
        if (part is SchedulerCore scheduler)
        {
            _schedulers.Add(scheduler);
        }
        else if (part is WorkerPool pool)
        {
            _pools.Add(pool);
        }
    }

    internal void Clear()
    {
        _schedulers.Clear();
        _pools.Clear();
        Started.Clear();
        Async.Clear();
    }
}
