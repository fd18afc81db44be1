
namespace Baton;

/// <summary>
/// A thread leaves its frame: below a static constructor it waits for the baton, and the holder waits for that static constructor. Neither
/// could ever go on.
/// </summary>
/// <remarks>
/// <para>The holder cannot move before the static constructor has ended, so the thread must go on without the baton, and with an exception.
/// From there on its code runs for no frame, outside every scheduler. The holder is never told: it has had the baton all the time.</para>
/// <para>The frame stays as it is. Another thread, made for this, takes the frame's baton when it comes, and ends the frame with the
/// exception. So the scheduler never sees a wait that was broken off: a word withdraws the wait, as a cancellation does.</para>
/// </remarks>
internal static class FrameDeparture
{
    /// <summary>
    /// The waiting thread, parked for long: looks for a static constructor on its stack, and for the holder of the baton behind it.
    /// </summary>
    /// <param name="me">The frame that waits for its baton.</param>
    /// <param name="takeWithin">Takes the baton, within so many milliseconds or never. −1: at some time.</param>
    /// <exception cref="InvalidOperationException">The thread has left the frame.</exception>
    internal static void TakeOrLeave(FrameCore me, Func<int, bool> takeWithin)
    {
        if (StaticConstruction.FindOnStack() is not { } type)
        {
            takeWithin(Timeout.Infinite);
            return;
        }

        Telemetry.WaitsInInitializer(me, type);
        int sure = 0;
        while (!takeWithin(StuckCoroutine.LookAfter))
        {
            sure = IsHolderStuckBehindMe(me.Scheduler) || IsStuckBehindMe(me.WaitsFor) || IsStuckBehindMe(me.TaskWait?.Task)
                ? sure + 1 : 0;
            if (sure >= StuckCoroutine.LooksToBeSure && CoroutineCore.Current is null && Leave(me, type) is { } failure)
            {
                throw failure;
            }
        }
    }

    /// <summary>Below a static constructor: does the holder of the scheduler's baton wait for that?</summary>
    /// <remarks>
    /// Reads what belongs to the holder. Only if the holder is stuck is the answer yes, and then it changes nothing meanwhile.
    /// </remarks>
    internal static bool IsHolderStuckBehindMe(SchedulerCore scheduler)
    {
        try
        {
            return scheduler.Live.Any(static frame => frame.State == FrameState.Running && StuckCoroutine.IsStuckBehindMe(frame));
        }
        catch (Exception e) when (e is InvalidOperationException or NullReferenceException || NoMemory.Is(e))
        {
            return false; // the list was changed: the scheduler goes on
        }
    }

    /// <summary>
    /// Below a static constructor: does the work that this thread waits for wait for that? Or does the holder of the baton, if it waits for
    /// a frame of another scheduler?
    /// </summary>
    internal static bool IsStuckBehindMe(object? awaited) => awaited switch
    {
        FrameCore frame => IsHolderStuckBehindMe(frame.Scheduler),
        WorkItem work => StuckCoroutine.IsStuckBehindMe(work),
        Task task => IsStuckBehindMe(TaskEnd.OwnerOf(task) as Tenant) || StuckWork.IsBehindMe(task),
        _ => false,
    };

    // Null: there is no thread to end the frame.
    private static InvalidOperationException? Leave(FrameCore me, string type)
    {
        InvalidOperationException failure = new(
            $"{me.Described} waits in a static initialiser, of {type}, for its turn or for work, and what runs there needs that type. " +
            "The runtime lets no other thread use a type before its static initialiser has ended. Do not run schedulers, and do not " +
            "await, in static constructors and initialisers of static fields.");
        ThrownFault fault = ThrownFault.Capture(failure);
        DepartureWord word = new(me);
        FrameCore? outer = me.Outer;
        me.Outer = null;
        SetLeft(me, fault);
        try
        {
            new Thread(() => EndFrame(me, fault, word)) { IsBackground = true, Name = $"Ends {me}" }.UnsafeStart();
        }
        catch (Exception e) when (e is ThreadStartException || NoMemory.Is(e))
        {
            SetLeft(me, null);
            me.Outer = outer;
            return null;
        }

        Driver.Enter(null);
        return failure;
    }

    // The frame's scopes too, which the thread ends when the frame has ended.
    private static void SetLeft(FrameCore me, ThrownFault? fault)
    {
        me.Seat.Left = fault;
        for (ScopeCore? scope = me.InnermostScope; scope is not null; scope = scope.Around)
        {
            scope.Left = fault;
        }
    }

    // The thread that ends the frame. The baton comes when the holder has gone on.
    private static void EndFrame(FrameCore me, ThrownFault fault, DepartureWord word)
    {
        Driver.Enter(me);
        word.LeaveAndTakeBaton();
        me.ThreadNumber = SystemLocks.CurrentThread;
        me.MoveTo(FrameState.Running);
        me.Breach = null;
        me.Fault = fault;
        for (ScopeCore? scope = me.InnermostScope; scope is not null; scope = scope.Around)
        {
            scope.Cancellation.CancelFunctions();
        }

        if (me.Seat.Server is { } main)
        {
            me.Scheduler.Joiner = main; // its thread has left this frame, and waits for the baton
        }

        if (me.IsMain)
        {
            me.Scheduler.RunEnd = null; // this thread ends the run
            LeavePool(me.Scheduler);    // and is none of the pool's
            try
            {
                MainFunction.EndRun(me, fault);
            }
            catch (Exception e) // the failures of the run's frames too
            {
                me.Fault = ThrownFault.Capture(e);
            }
        }

        me.End();
    }

    private static void LeavePool(SchedulerCore scheduler)
    {
        if (scheduler.IsMainOnPool)
        {
            scheduler.IsMainOnPool = false;
            scheduler.Threads.Held--;
        }
    }
}
