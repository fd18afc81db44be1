using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>How a frame's function is called: on its own thread with the baton, or outside every scheduler.</summary>
internal static class FrameRun
{
    /// <summary>The worker's thread, with the baton.</summary>
    internal static void RunOn(Worker worker, FrameCore frame)
    {
        RunHere(frame, worker.DefaultContext);
        Worker.DropPendingInterrupt(); // before the pool's gate, which could be its victim
        frame.End();
    }

    /// <summary>Holder: the frame wanted a thread, and here is one that will wait for the baton.</summary>
    internal static void Bind(FrameCore frame, Worker worker)
    {
        frame.Seat.Prepare();
        frame.Worker = worker;
    }

    /// <summary>Runs a frame that was bound to the calling worker: first the baton must come.</summary>
    internal static void RunBound(FrameCore frame, Worker worker)
    {
        worker.Lease.Release();
        frame.Seat.Take();
        RunOn(worker, frame);
    }

    /// <summary>Runs the main frame of a run whose baton was never anywhere else.</summary>
    internal static void RunOnCallingThread(FrameCore frame)
    {
        frame.Outer = FrameCore.Current;
        RunHere(frame, ThreadContext.Capture());
        frame.End();
    }

    /// <summary>Outside every scheduler: runs the function, and knows no frame meanwhile.</summary>
    internal static void RunOutside(FrameCore frame)
    {
        Exception? failure = null;
        try
        {
            ExecutionContext.Run(frame.StartContext ?? ThreadContext.Capture(), static frame => ((FrameCore)frame!).Invoke(), frame);
        }
        catch (Exception e) // belongs to those who await the frame
        {
            failure = e;
        }

        frame.EndOutside(failure);
    }

    // Leaves the thread as it was.
    private static void RunHere(FrameCore frame, ExecutionContext fallback)
    {
        CoroutineCore? coroutine = CoroutineCore.Enter(null);
        Driver? outer = Driver.Enter(frame);
        frame.Scheduler.NoteHolder(frame);
        frame.MoveTo(FrameState.Running);
        ExecutionContext.Run(frame.StartContext ?? fallback, static frame => RunFunction((FrameCore)frame!), frame);
        Driver.Enter(outer);
        CoroutineCore.Enter(coroutine);
    }

    // Its name is looked for on the stack: see AsyncMethods.
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
        catch (Exception e) // whatever it throws belongs to those who await the frame
        {
            frame.Fault = ExceptionDispatchInfo.Capture(FrameFault.Unwrap(frame, e) ?? e);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }
}
