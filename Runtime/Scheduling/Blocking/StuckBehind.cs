namespace Baton;

/// <summary>
/// Looks for a thread that waits for a static constructor, among those that must act before what is awaited can end.
/// </summary>
/// <remarks>
/// <para>A frame needs the baton, and so whoever has that. A tenant needs its thread. Each of them needs what it waits for in the library,
/// and so on. A wait that may end in another way is not followed, nor a wait of foreign code.</para>
/// <para>The search reads what belongs to others, who may go on meanwhile. Two looks that find the same prove it: a thread that is stuck
/// changes nothing.</para>
/// </remarks>
/// <param name="owner">The number of the thread that runs the static constructor.</param>
internal sealed class StuckBehind(int owner)
{
    private readonly HashSet<object> _seen = [];    // each is looked at once; the searching thread
    private readonly Stack<object> _ahead = new();  // still to be looked at: chains may be longer than a stack is; the searching thread

    /// <summary>Can the frame never go on, as long as one of the static constructors has not ended?</summary>
    internal static bool IsStuck(FrameCore frame, IReadOnlyList<StaticConstructor> below) => IsAnyStuck(below, frame);

    /// <summary>Can the task never end, as long as one of the static constructors has not ended?</summary>
    internal static bool IsStuck(Task task, IReadOnlyList<StaticConstructor> below) => IsAnyStuck(below, task);

    private static bool IsAnyStuck(IReadOnlyList<StaticConstructor> below, object what)
    {
        try
        {
            return below.Any(one => one.Thread != 0 && new StuckBehind(one.Thread).Search(what));
        }
        catch (Exception e) when (e is InvalidOperationException or NullReferenceException || NoMemory.Is(e))
        {
            return false; // a list was changed: who changed it goes on
        }
    }

    private bool Search(object what)
    {
        Add(what);
        bool isFound = false;
        while (!isFound && _ahead.TryPop(out object? one))
        {
            isFound = Look(one);
        }

        return isFound;
    }

    private void Add(object? one)
    {
        if (one is not null)
        {
            _ahead.Push(one);
        }
    }

    private void AddAll(IEnumerable<object?> all)
    {
        foreach (object? one in all)
        {
            Add(one);
        }
    }

    // Is a thread of it stuck? If none is, what it needs is ahead.
    private bool Look(object one)
    {
        switch (one)
        {
            case FrameCore frame:
                return _seen.Add(frame) && Frame(frame);
            case Tenant tenant:
                return OnThread(tenant);
            case Task task:
                return _seen.Add(task) && OnTask(task);
            case ScopeCore scope:
                AddAll(scope.Children);
                return false;
            case Task[] and [var only]: // of several the other may end the wait
                Add(only);
                return false;
            default:
                return false;
        }
    }

    private bool Frame(FrameCore frame)
    {
        object? on = frame.WaitsFor;
        Add(on);
        Add(frame.TaskWait?.Task);
        if (ReferenceEquals(on, MainFunction.Awaited))
        {
            AddAll(frame.Scheduler.Live);
        }

        return Holder(frame.Scheduler);
    }

    private bool Holder(SchedulerCore scheduler) =>
        _seen.Add(scheduler) && scheduler.Live.Any(frame => frame.State == FrameState.Running && OnThread(frame));

    private bool OnTask(Task task)
    {
        Add(TaskEnd.OwnerOf(task) as Tenant);
        return PoolRegistry.Snapshot().Any(pool => pool.Threads.Busy.Any(
            worker => worker.Tenant is { EndsTask: { } end } tenant && TaskLinks.Lead(end, task) && OnThread(tenant)));
    }

    // The thread that runs for the tenant: it waits for the lock, for a body, for a run that it has called, or in the library otherwise.
    private bool OnThread(Tenant tenant)
    {
        int thread = tenant.ThreadNumber;
        if (thread == 0 || thread == owner || !_seen.Add(thread))
        {
            return false;
        }

        Add(tenant.AwaitsLong);
        AddAll(ThreadRecord.Snapshot().Where(record => record.ThreadNumber == thread).Select(static record => record.Wait));
        AddAll(ParkingSlots.List().Select(static slot => slot.MainFrame as FrameCore).Where(main => main?.ThreadNumber == thread));
        return SystemLocks.IsStuckBehind(thread, owner);
    }
}
