namespace Baton.Testing;

/// <summary>
/// Which asynchronous methods have begun and not ended, and what each awaits. They are found from the tasks that strands run or wait for,
/// so one that nobody waits for is not. The conductor calls, when nothing can go on.
/// </summary>
internal sealed class AsyncStandstill
{
    private const int MostMethods = 50;
    private const int MostLevels = 200;

    private readonly TestRun _run;
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _lines = [];
    private bool _isAllKnown = true; // is it known of each what it waits for? The conductor

    private AsyncStandstill(TestRun run) => _run = run;

    /// <summary>A line for each.</summary>
    internal IReadOnlyList<string> Lines => _lines;

    /// <summary>Do all wait for what the run knows? Then none waits for work outside.</summary>
    internal bool IsExplained => _lines.Count > 0 && _isAllKnown;

    internal static AsyncStandstill Of(TestRun run)
    {
        AsyncStandstill found = new(run);
        try
        {
            found.FollowAll();
        }
        catch (Exception e) when (NoMemory.Is(e) || e is InvalidOperationException or ArgumentException or MemberAccessException
            or NotSupportedException or TypeLoadException)
        {
            found._isAllKnown = false; // .NET shows other fields than it did
        }

        return found;
    }

    private void FollowAll()
    {
        foreach (RunThread strand in _run.Strands.All)
        {
            Array.ForEach(strand.AwaitedTasks ?? [], task => Follow(task, string.Empty, 0));
            Follow((strand.Tenant as FrameCore)?.TaskWait?.Task, string.Empty, 0);
        }

        foreach (FrameCore frame in _run.Parts.Schedulers.SelectMany(static scheduler => scheduler.Live))
        {
            Follow(frame.TaskWait?.Task, string.Empty, 0);
        }

        foreach ((Task task, string strand) in _run.Parts.Async.Begun)
        {
            Follow(InnerOf(task), strand, 0);
        }
    }

    private void Follow(object? awaited, string strand, int level)
    {
        if (awaited is null or Task { IsCompleted: true } || !_seen.Add(awaited) || level > MostLevels)
        {
            return;
        }

        if (TaskParts.MachineOf(awaited) is { } machine)
        {
            FollowMethod(awaited, machine, strand, level);
        }
        else if (awaited is Task task)
        {
            Array.ForEach(PartsOf(task), part => Follow(part, strand, level + 1));
        }
    }

    private void FollowMethod(object method, object machine, string strand, int level)
    {
        object? awaited = TaskParts.AwaitedBy(machine);
        if (!IsOwn(machine) && _lines.Count < MostMethods)
        {
            (string what, string place) = Describe(awaited);
            strand = strand.Length > 0 ? strand : OfStrand(method);
            string of = strand.Length == 0 ? string.Empty : $", of {strand},";
            string at = place.Length == 0 ? string.Empty : $"{(of.Length > 0 ? string.Empty : ",")} at {place},";
            _lines.Add($"  async {NameOf(machine)}{of}{at} waits for {what}");
        }

        Follow(awaited, string.Empty, level + 1);
        if (awaited is Task all && TaskParts.IsForAll(all) && PartsOf(all).Length == 0)
        {
            foreach (Task task in TaskParts.TasksIn(machine).Where(task => !task.IsCompleted && TaskLinks.Lead(task, all)))
            {
                Follow(task, string.Empty, level + 1);
            }
        }
    }

    // What completes "waits for", and where it was called.
    private (string What, string Place) Describe(object? awaited)
    {
        while (awaited is not null && TaskParts.MachineOf(awaited) is { } own && IsOwn(own))
        {
            awaited = TaskParts.AwaitedBy(own);
        }

        if (awaited is not null && _run.Parts.Async.CallOf(awaited) is { } call)
        {
            return call;
        }

        string? name = awaited is null ? null
            : TaskParts.MachineOf(awaited) is { } machine ? NameOf(machine)
            : awaited is Task task ? StrandOf(task)
            : null;
        if (name is not null)
        {
            return (name, awaited is Task one && _run.Seams.Tasks.NameOf(one) is not null ? PlaceOf(name) : string.Empty);
        }

        if (awaited is Task whole && (TaskParts.IsForAny(whole) || TaskParts.IsForAll(whole)))
        {
            _isAllKnown &= PartsOf(whole).Length > 0;
            return (TaskParts.IsForAny(whole) ? "one of several tasks" : "several tasks", string.Empty);
        }

        _isAllKnown = false;
        return (awaited switch
        {
            null => "something that no report can tell",
            Task { IsCompleted: true } => "a task that has ended",
            Task => "a task that nobody has completed",
            _ => $"a {awaited.GetType().Name.Split('`')[0]}",
        }, string.Empty);
    }

    // Where the strand was started that waits in place of an asynchronous call.
    private string PlaceOf(string name) =>
        (_run.Strands.All.FirstOrDefault(strand => strand.Name == name)?.Tenant as SeamTenant)?.Place ?? string.Empty;

    private string? StrandOf(Task task) =>
        TaskEnd.OwnerOf(task) is FrameCore frame ? StrandNames.Of(_run, frame)
        : TaskParts.IsUnwrapping(task)
            ? _run.Parts.Async.Begun.FirstOrDefault(one => InnerOf(one.Task) is { } inner && TaskLinks.Lead(inner, task)).Strand
        : _run.Seams.Tasks.NameOf(task);

    // Which strand has begun it. Empty: none that was started for it.
    private string OfStrand(object method) =>
        _run.Parts.Async.Begun.FirstOrDefault(one => InnerOf(one.Task) == method).Strand ?? string.Empty;

    private Task[] PartsOf(Task whole) => _run.Parts.Async.PartsOf(whole);

    // That of an asynchronous function that has come to its first await.
    private static Task? InnerOf(Task task) => task.IsCompletedSuccessfully ? TaskParts.ResultOf(task) : null;

    private static bool IsOwn(object machine) => machine.GetType().Assembly == typeof(AsyncStandstill).Assembly;

    // The compiler's name of what an async method keeps has the method's name in it.
    private static string NameOf(object machine)
    {
        string name = machine.GetType().Name.Split('`')[0];
        int end = name.LastIndexOf(">d", StringComparison.Ordinal);
        return name.StartsWith('<') && end > 0 ? FunctionName.Parse(name[1..end]) : name;
    }
}
