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
    private readonly HashSet<object> _seen = []; // each is looked at once; the searching thread

    /// <summary>Can the frame never go on, as long as one of the static constructors has not ended?</summary>
    internal static bool IsStuck(FrameCore frame, IReadOnlyList<StaticConstructor> below) =>
        IsAnyStuck(below, frame, static (search, frame) => search.Frame(frame));

    /// <summary>Can the task never end, as long as one of the static constructors has not ended?</summary>
    internal static bool IsStuck(Task task, IReadOnlyList<StaticConstructor> below) =>
        IsAnyStuck(below, task, static (search, task) => search.OnTask(task));

    private static bool IsAnyStuck<T>(IReadOnlyList<StaticConstructor> below, T what, Func<StuckBehind, T, bool> search)
    {
        try
        {
            return below.Any(one => one.Thread != 0 && search(new StuckBehind(one.Thread), what));
        }
        catch (Exception e) when (e is InvalidOperationException or NullReferenceException || NoMemory.Is(e))
        {
            return false; // a list was changed: who changed it goes on
        }
    }

    private bool Frame(FrameCore frame) => _seen.Add(frame)
        && (Holder(frame.Scheduler)
            || Wait(frame.WaitsFor)
            || OnTask(frame.TaskWait?.Task)
            || (ReferenceEquals(frame.WaitsFor, MainFunction.Awaited) && frame.Scheduler.Live.Any(Frame)));

    private bool Holder(SchedulerCore scheduler) =>
        _seen.Add(scheduler) && scheduler.Live.Any(frame => frame.State == FrameState.Running && OnThread(frame));

    private bool Wait(object? on) => on switch
    {
        FrameCore frame => Frame(frame),
        Tenant tenant => OnThread(tenant),
        ScopeCore scope => scope.Children.Any(Frame),
        Task task => OnTask(task),
        Task[] and [var only] => OnTask(only), // of several the other may end the wait
        _ => false,
    };

    private bool OnTask(Task? task) => task is not null && _seen.Add(task) && (Wait(TaskEnd.OwnerOf(task) as Tenant) || AnyWorker(task));

    private bool AnyWorker(Task task) => PoolRegistry.Snapshot().Any(pool => pool.Threads.Busy.Any(
        worker => worker.Tenant is { EndsTask: { } end } tenant && TaskLinks.Lead(end, task) && OnThread(tenant)));

    // The thread that runs for the tenant: it waits for the lock, for a body, for a run that it has called, or in the library otherwise.
    private bool OnThread(Tenant? tenant) => tenant is { ThreadNumber: not 0 }
        && tenant.ThreadNumber != owner
        && _seen.Add(tenant.ThreadNumber)
        && (SystemLocks.IsStuckBehind(tenant.ThreadNumber, owner)
            || OnThread(tenant.AwaitsLong)
            || ThreadRecord.Snapshot().Any(record => record.ThreadNumber == tenant.ThreadNumber && Wait(record.Wait))
            || ParkingSlots.List().Any(slot =>
                slot.MainFrame is FrameCore main && main.ThreadNumber == tenant.ThreadNumber && Frame(main)));
}
