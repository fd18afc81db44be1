
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
    /// The waiting thread, parked for long: looks for a static constructor below it, and for one behind it that needs the type.
    /// </summary>
    /// <param name="me">The frame that waits for its baton.</param>
    /// <param name="takeWithin">Takes the baton, within so many milliseconds or never. −1: at some time.</param>
    /// <exception cref="InvalidOperationException">The thread has left the frame.</exception>
    internal static void TakeOrLeave(FrameCore me, Func<int, bool> takeWithin)
    {
        IReadOnlyList<StaticConstructor> below = StaticConstruction.FindAll();
        if (below.Count == 0)
        {
            takeWithin(Timeout.Infinite);
            return;
        }

        Telemetry.WaitsInInitializer(me, below[0].Type);
        int sure = 0;
        while (!takeWithin(StuckCoroutine.LookAfter))
        {
            sure = StuckBehind.IsStuck(me, below) ? sure + 1 : 0;
            if (sure >= StuckCoroutine.LooksToBeSure && Leave(me, below[0].Type) is { } failure)
            {
                throw failure;
            }
        }
    }

    // Null: there is no thread to end the frame.
    private static InvalidOperationException? Leave(FrameCore me, string type)
    {
        InvalidOperationException failure = new(
            $"{me.Described} waits in a static initialiser, of {type}, for its turn or for work, and what runs there needs that type. " +
            "The runtime lets no other thread use a type before its static initialiser has ended. Do not run schedulers, and do not " +
            "await, in static constructors and initialisers of static fields.");
        ThrownFault fault = ThrownFault.Capture(failure);
        DepartureWord word = new(me);
        List<ScopeCore> scopes = OpenBlocks.All(me);
        (FrameCore? outer, CoroutineCore? callersBody) = (me.Outer, me.CallersBody);
        SetCaller(me, null, null);
        SetLeft(me, scopes, fault);
        try
        {
            new Thread(() => EndFrame(me, scopes, fault, word)) { IsBackground = true, Name = $"Ends {me}" }.UnsafeStart();
        }
        catch (Exception e) when (e is ThreadStartException || NoMemory.Is(e))
        {
            SetLeft(me, scopes, null);
            SetCaller(me, outer, callersBody);
            return null;
        }

        ActForNobody();
        return failure;
    }

    // The thread, and each that waits for it in a resume, up to the frame's own: from here on their code runs for no frame.
    private static void ActForNobody()
    {
        if (CoroutineCore.Current is not { } body)
        {
            Driver.Enter(null);
            return;
        }

        (body as IAsksResumer)?.TryAskResumer(() =>
        {
            body.DriveFor(null);
            ActForNobody();
        });
    }

    // What has called the frame's run goes on with the thread that leaves. Nothing else acts for it, or asks its resumer.
    private static void SetCaller(FrameCore me, FrameCore? outer, CoroutineCore? body)
    {
        (me.Outer, me.CallersBody) = (outer, body);
        if (me.IsMain)
        {
            me.Scheduler.Around = outer;
        }
    }

    // The frame's scopes too, whose blocks go on with the thread that leaves.
    private static void SetLeft(FrameCore me, List<ScopeCore> scopes, ThrownFault? fault)
    {
        me.Seat.Left = fault;
        scopes.ForEach(scope => scope.Left = fault);
    }

    // The thread that ends the frame. The baton comes when the holder has gone on. The thread has no code below it: it looks for nothing
    // while it waits, and asks nobody.
    private static void EndFrame(FrameCore me, List<ScopeCore> scopes, ThrownFault fault, DepartureWord word)
    {
        Driver.Enter(me);
        word.LeaveAndTakeBaton();
        me.ThreadNumber = SystemLocks.CurrentThread;
        me.MoveTo(FrameState.Running);
        me.Breach = null;
        me.Fault = fault;
        scopes.ForEach(EndScope);

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

    // The block runs for no frame any more, so for the scope it has ended. What its functions throw, nobody sees there.
    private static void EndScope(ScopeCore scope)
    {
        scope.Cancellation.CancelFunctions();
        scope.EndBlock(fault: null, frame: null);
        scope.Cancellation.EndFollowing();
        if (scope.State != ScopeState.Over)
        {
            scope.MoveTo(ScopeState.Over);
        }
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
