using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>How a frame's function is called: on the frame's own thread with the baton, or outside every scheduler.</summary>
[StackTraceHidden]
internal static class FrameRun
{
    private static readonly ContextCallback s_run = [StackTraceHidden] static (frame) => RunFunction((FrameCore)frame!);

    /// <summary>The worker's thread, with the baton: runs the frame to its end.</summary>
    internal static void RunOn(Worker worker, FrameCore frame)
    {
        frame.ThreadNumber = worker.ThreadNumber;
        RunHere(frame, worker.DefaultContext);
        Worker.DropPendingInterrupt(); // before the pool's gate, which the interrupt could hit
        if (frame.Seat.Left is not null)
        {
            worker.Pool.Return(worker, frame);
        }
        else if (frame.Scheduler.RunEnd is { } run && run.IsOf(frame))
        {
            run.GiveThreadUp();
        }
        else
        {
            frame.End();
        }
    }

    /// <summary>The thread of a main function that has ended, with the baton: runs another frame to its end, and keeps the baton.</summary>
    /// <returns>False: the thread has left the frame, which another thread ends. Then the baton is elsewhere.</returns>
    internal static bool TryRunOnJoiner(FrameCore frame)
    {
        Thread thread = Thread.CurrentThread;
        ThreadPriority priority = thread.Priority;
        frame.ThreadNumber = Worker.Current!.ThreadNumber;
        RunHere(frame, Worker.Current.DefaultContext);
        Worker.DropPendingInterrupt();
        bool hasLeft = frame.Seat.Left is not null;
        if (!hasLeft)
        {
            frame.Scheduler.NoteHolder(thread);
            frame.Publish();
            frame.Scheduler.Lease.Release(); // perhaps no other frame will spin on the lease, and release it
        }

        if (thread.Priority != priority)
        {
            thread.Priority = priority;
        }

        return !hasLeft;
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
        frame.CallersBody = CoroutineCore.Current;
        if (Worker.Current?.Pool == frame.Scheduler.Pool)
        {
            frame.Scheduler.IsMainOnPool = true;
            frame.Scheduler.Threads.Held++;
        }

        frame.Scheduler.Around = frame.Outer;
        frame.ThreadNumber = SystemLocks.CurrentThread;
        ParkingSlot? slot = ParkingSlot.TryGetOwn();
        object? outer = slot?.MainFrame;
        SetMainFrame(slot, frame);
        RunHere(frame, ThreadContext.Capture());
        SetMainFrame(slot, outer);
        frame.Seat.Left?.Throw();
        frame.End();
    }

    // For those who look. Without memory for the slot the frame is not seen.
    private static void SetMainFrame(ParkingSlot? slot, object? frame)
    {
        if (slot is not null)
        {
            slot.MainFrame = frame;
        }
    }

    /// <summary>Outside every scheduler: runs the function. The thread runs for no frame meanwhile.</summary>
    // AsyncMethods looks for the name of this method on the stack.
    [StackRoot]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void RunOutside(FrameCore frame)
    {
        ToldOutside told = OutsideToken.BeginFunction();
        Exception? failure = null;
        try
        {
            ExecutionContext.Run(
                frame.StartContext ?? ThreadContext.Capture(), [StackTraceHidden] static (frame) => ((FrameCore)frame!).Invoke(), frame);
        }
        catch (Exception e) // for the code that awaits the frame
        {
            failure = e;
            FailureSources.NoteEndedHere(frame, e);
        }

        bool wasTold = !Equals(ToldThread.Here.Roots, told.Roots);
        OutsideToken.EndFunction(told);
        frame.EndOutside(failure is null ? null : OutsideFault.TryUnwrap(frame, failure, wasTold));
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
            ExecutionContext.Run(frame.StartContext ?? fallback, s_run, frame);
        }
        catch (Exception e) // before the function: RunFunction throws nothing
        {
            frame.Fault = ThrownFault.Capture(e);
        }
        finally
        {
            Driver.Enter(outer);
            CoroutineCore.Enter(coroutine);
        }
    }

    // AsyncMethods looks for the name of this method on the stack.
    [StackRoot]
    [MethodImpl(MethodImplOptions.NoInlining)]
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
            if (frame.Seat.Left is not null)
            {
                frame.Seat.Left = ThrownFault.Capture(e); // the rest of the frame belongs to another thread
            }
            else
            {
                frame.Fault = ThrownFault.Capture(FrameFault.TryUnwrap(frame, e));
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }
}
