namespace Baton;

/// <summary>Makes what users get of a look: strings, numbers and times.</summary>
internal static class Snapshots
{
    internal static DiagnosticSnapshot Of(ProcessLook look, IReadOnlyList<Finding> findings) => new(
        look.Time,
        [.. look.Census.Pools.Select(Of).Where(static pool => pool.LiveThreads > 0 || pool.QueuedWork > 0)],
        [.. look.Schedulers.Where(static scheduler => scheduler.Live > 0).Select(Of)],
        [.. look.Schedulers.SelectMany(static scheduler => scheduler.Scopes).Select(Of)],
        [.. look.Members.Select(member => member.ToInfo(look.Now))],
        [.. look.Queues.Select(static queue => queue.ToInfo())],
        [.. look.Locks.Select(static one => one.ToInfo())],
        findings);

    internal static PoolInfo Of(WorkerPool pool)
    {
        PoolCounts counts = pool.Counts;
        return new PoolInfo(
            Keys.Of(pool),
            pool.Name,
            pool.Places == int.MaxValue ? null : pool.Places,
            counts.Live,
            counts.Idle,
            counts.Coroutines,
            counts.Queued,
            counts.WrittenOff);
    }

    internal static SchedulerInfo Of(SchedulerLook look) => new(
        Keys.Of(look.Scheduler),
        look.Scheduler.Name,
        look.Scheduler.Blocking,
        Keys.Of(look.Scheduler.Pool),
        look.Holder is { } holder ? Keys.Of(holder) : null,
        look.HeldFor,
        look.Live,
        look.Ready,
        look.Unstarted,
        look.IsExact);

    internal static ScopeInfo Of(ScopeLook look) => new(
        Keys.Of(look.Scope),
        Keys.Of(look.Scope.Scheduler!),
        look.Scope.Owner is { } owner ? Keys.Of(owner) : null,
        look.Scope.Around is { } around ? Keys.Of(around) : null,
        [.. look.Children.Select(Keys.Of)]);
}
