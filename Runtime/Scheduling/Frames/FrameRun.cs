namespace Baton;

/// <summary>How a frame's function is called: on the frame's own thread with the baton, or outside every scheduler.</summary>
internal static class FrameRun
{
    /// <summary>The worker's thread, with the baton: runs the frame to its end.</summary>
    internal static void RunOn(Worker worker, FrameCore frame)
    {
        try
        {
            RunHere(frame, worker.DefaultContext);
        }
        catch (Exception e) // before the function: RunFunction throws nothing
        {
            frame.Fault = ThrownFault.Capture(e);
        }

        Worker.DropPendingInterrupt(); // before the pool's gate, which the interrupt could hit
        frame.End();
    }

    /// <summary>Holder: gives a frame that wants a thread a worker, whose thread will wait for the baton. Does not fail.</summary>
    internal static void Bind(FrameCore frame, Worker worker, Lane<Nothing> spare)
    {
        frame.Seat.Prepare(spare);
        frame.Worker = worker;
    }

    /// <summary>The worker's thread: takes the baton, then runs the frame that was bound to the worker.</summary>
    internal static void RunBound(FrameCore frame, Worker worker)
    {
        worker.Lease.Release();
        frame.Seat.Take();
        RunOn(worker, frame);
    }

    /// <summary>Runs the main frame of a new run, whose baton is with the calling thread.</summary>
    internal static void RunOnCallingThread(FrameCore frame)
    {
        frame.Outer = FrameCore.Current;
        RunHere(frame, ThreadContext.Capture());
        frame.End();
    }

    /// <summary>Outside every scheduler: runs the function. The thread runs for no frame meanwhile.</summary>
    internal static void RunOutside(FrameCore frame)
    {
        Exception? failure = null;
        try
        {
            ExecutionContext.Run(frame.StartContext ?? ThreadContext.Capture(), static frame => ((FrameCore)frame!).Invoke(), frame);
        }
        catch (Exception e) // for the code that awaits the frame
        {
            failure = e;
        }

        frame.EndOutside(failure);
    }

    // Restores what the thread ran for before.
    private static void RunHere(FrameCore frame, ExecutionContext fallback)
    {
        CoroutineCore? coroutine = CoroutineCore.Enter(null);
        Driver? outer = Driver.Enter(frame);
        frame.Scheduler.NoteHolder(frame);
        frame.MoveTo(FrameState.Running);
        try
        {
            ExecutionContext.Run(frame.StartContext ?? fallback, static frame => RunFunction((FrameCore)frame!), frame);
        }
        finally
        {
            Driver.Enter(outer);
            CoroutineCore.Enter(coroutine);
        }
    }

    // AsyncMethods looks for the name of this method on the stack.
    internal static void RunFunction(FrameCore frame)
    {
        Commit.AssertNone("a frame's function runs");
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(FrameContext.Instance);
        try
        {
            frame.Cancellation.ThrowIfPending(); // canceled before it began
            frame.Invoke();
        }
        catch (Exception e) // all that the function throws is for the code that awaits the frame
        {
            frame.Fault = ThrownFault.Capture(FrameFault.TryUnwrap(frame, e));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }
}
