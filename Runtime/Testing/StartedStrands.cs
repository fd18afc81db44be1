namespace Baton.Testing;

/// <summary>Which strands that tests start, in whatever way, make steps. Belongs to the thread that has the turn.</summary>
internal sealed class StartedStrands
{
    // Of one schedule, each with what starts frames in it; the thread with the turn.
    private readonly Dictionary<SchedulerCore, CoroutineScheduler> _schedulers = [];
    private readonly Dictionary<string, bool> _stepped = new(StringComparer.Ordinal); // by name, of all schedules; the thread with the turn

    /// <summary>What a result tells of strands without steps. Null: there are none.</summary>
    /// <param name="areSeamsOn">Need the test project not be told of them?</param>
    internal string? Warning(bool areSeamsOn)
    {
        string[] still = [.. _stepped.Where(static one => !one.Value).Select(static one => one.Key).Order(StringComparer.Ordinal)];
        return still.Length == 0 ? null
            : $"Strands made no step between their begin and their end: {string.Join(", ", still.Take(5))}" +
            $"{(still.Length > 5 ? ", …" : string.Empty)}. Nothing in them was tried, and nothing that they share was seen: put a " +
            (areSeamsOn
                ? "TestScheduler.Point where another could come between. Plain fields are no steps."
                : "TestScheduler.Point, or set <BatonSeams>true</BatonSeams> in the test project.");
    }

    /// <summary>The schedule is over.</summary>
    internal void Clear() => _schedulers.Clear();

    /// <summary>The test has started a strand, with a scheduler of its own.</summary>
    internal void Add(SchedulerCore scheduler, CoroutineScheduler starter) => _schedulers.Add(scheduler, starter);

    /// <summary>What has started a strand with this scheduler, in this schedule. Null: it is not of a strand.</summary>
    internal CoroutineScheduler? StarterOf(SchedulerCore scheduler) => _schedulers.GetValueOrDefault(scheduler);

    /// <summary>A strand has come to its end.</summary>
    internal void NoteEnd(object tenant, string name, bool hasStepped)
    {
        if (tenant is FrameCore frame ? _schedulers.ContainsKey(frame.Scheduler) : tenant is SeamTenant or (WorkItem and not ThreadRequest))
        {
            name = (tenant as SeamTenant)?.Group ?? name;
            _stepped[name] = _stepped.GetValueOrDefault(name) || hasStepped;
        }
    }
}
