using System.Diagnostics;
using System.Runtime.CompilerServices;
using Baton.Testing;

namespace Baton;

/// <summary>
/// A function that was called with <see cref="Coroutine.Async(Action, string?)"/>, or started on a scheduler. Code may await it, cancel it,
/// or leave it to itself.
/// </summary>
/// <remarks>Any thread may call all members, in a frame or not, any number of times.</remarks>
/// <include file="../Examples.xml" path="examples/example[@name='FrameExample']"/>
[DebuggerDisplay("{ToString(),nq}")]
public class Frame
{
    private protected Frame(FrameCore core) => Core = core;

    /// <summary>The name that the frame was given. Null: none.</summary>
    public string? Name => Core.Name;

    /// <summary>Has the function returned, thrown, or been canceled before it began?</summary>
    public bool IsCompleted => Core.IsEnded;

    /// <summary>How the frame stands at this moment. Asking takes no failure over: it stays for the code that awaits the frame.</summary>
    public FrameStatus Status => !Core.IsEnded ? FrameStatus.Running
        : Core.Failure is null ? FrameStatus.Succeeded
        : Core.IsCanceled ? FrameStatus.Canceled
        : FrameStatus.Faulted;

    /// <summary>Has the function thrown, and not because of a cancellation of the frame?</summary>
    public bool IsFaulted => Status == FrameStatus.Faulted;

    /// <summary>Has the function ended by the cancellation of its frame, or never begun?</summary>
    public bool IsCanceled => Status == FrameStatus.Canceled;

    /// <summary>Has the function returned?</summary>
    public bool IsCompletedSuccessfully => Status == FrameStatus.Succeeded;

    internal FrameCore Core { get; }

    /// <summary>Waits until all frames have ended.</summary>
    /// <param name="frames">Frames of any schedulers. A frame may come more than once.</param>
    /// <remarks>
    /// In a frame this suspends that frame. Elsewhere the thread blocks. Waits for all frames also when one of them has failed. The first
    /// failure in their order comes out then, and keeps the others: see <see cref="CoroutineScope.FurtherFailures"/>. A cancellation of one
    /// of the frames comes out only if there is no other failure. A cancellation of the frame that waits comes out at once.
    /// </remarks>
    /// <exception cref="ArgumentException">One of the frames is null.</exception>
    /// <inheritdoc cref="Await" path="/exception"/>
    public static void AwaitAll(params ReadOnlySpan<Frame> frames)
    {
        FrameCore[] cores = SeveralFrames.Checked(frames);
        SeveralFrames.Hurry(cores); // not only the one that is awaited first
        foreach (Frame frame in frames)
        {
            frame.WaitForEnd();
        }

        SeveralFrames.ThrowFaults(cores);
    }

    /// <typeparam name="T">What the functions return.</typeparam>
    /// <returns>What the functions returned, in the order of the frames.</returns>
    /// <inheritdoc cref="AwaitAll(ReadOnlySpan{Frame})"/>
    public static T[] AwaitAll<T>(params ReadOnlySpan<Frame<T>> frames)
    {
        AwaitAll(ReadOnlySpan<Frame>.CastUp(frames));
        T[] results = new T[frames.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = frames[i].Await();
        }

        return results;
    }

    /// <summary>Waits until one of the frames has ended. Neither takes its failure over nor cancels the others.</summary>
    /// <param name="frames">Frames of any schedulers, at least one.</param>
    /// <returns>The index of a frame that has ended: the lowest, if there are several.</returns>
    /// <remarks>In a frame this suspends that frame. Elsewhere the thread blocks.</remarks>
    /// <exception cref="ArgumentException">There is no frame, or one of them is null.</exception>
    /// <exception cref="OperationCanceledException">The frame that waits was canceled.</exception>
    /// <exception cref="CoroutineDeadlockException">Every frame of the scheduler waits for another.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Await"/>.</exception>
    public static int AwaitAny(params ReadOnlySpan<Frame> frames)
    {
        FrameCore[] cores = SeveralFrames.Checked(frames);
        if (cores.Length == 0)
        {
            throw new ArgumentException("There is no frame to wait for: pass at least one.", nameof(frames));
        }

        return SeveralFrames.AwaitFirst(cores);
    }

    /// <summary>
    /// Waits for the function's end. In a frame this suspends that frame. Elsewhere the thread blocks, unless the function has ended.
    /// </summary>
    /// <remarks>
    /// An exception of the function comes out of every call. It is the same object, with the function's stack in its trace.
    /// </remarks>
    /// <exception cref="OperationCanceledException">
    /// This frame was canceled and ended by the cancellation. Or the frame that waits was canceled.
    /// </exception>
    /// <exception cref="CoroutineDeadlockException">Every frame of the scheduler waits for another.</exception>
    /// <exception cref="InvalidOperationException">
    /// In a <see cref="Coroutine.NoSuspend"/> region; or outside every scheduler while the switch <c>Baton.ThrowOnBlockingOutside</c> is
    /// on.
    /// </exception>
    public void Await()
    {
        WaitForEnd();
        Core.ThrowFault();
    }

    /// <summary>
    /// Asks the function to stop. <see cref="OperationCanceledException"/> appears once, at the function's next suspension point, or where
    /// it waits now. The <c>finally</c> blocks run, and may suspend again. The frame's <see cref="Coroutine.CancellationToken"/> fires at
    /// once. A function that has not begun never runs.
    /// </summary>
    /// <remarks>
    /// <para>Does not wait. A frame that has ended, or that was canceled and was not told yet, stays as it is. After the frame was told, a
    /// second call tells it again, and cuts its clean-up short where the clean-up waits.</para>
    /// <para>The token's callbacks run on the calling thread. What they throw comes out of this method. The function is canceled all the
    /// same.</para>
    /// <para>An exception at a suspension point tells the frame of its cancellation. So does an <see cref="OperationCanceledException"/>
    /// that names the token, when code on the frame's thread throws it. A function that swallows such an exception goes on.</para>
    /// <para>The function also ends canceled when other code has wrapped the exception. A wait for a task, reflection, a sort, or a library
    /// with its own exception types does so. The frame's exception is then an inner exception of the one that the function ends
    /// with.</para>
    /// <para>While the function waits in a callback of native code, no exception can end the wait. The cancellation is held back until the
    /// native code has ended, for two seconds at most. Then the frame ends canceled without clean-up, and its thread is written off and
    /// reported as quarantined.</para>
    /// </remarks>
    public void Cancel()
    {
        ControlledThread.Before(OperationKind.Cancel, Core);
        Core.Cancellation.Ask();
    }

    /// <summary>
    /// A task that ends as the function does. After this call the task carries the function's failure, as any task does, and a run's end
    /// does not throw it. Await the task, or leave the failure to <see cref="TaskScheduler.UnobservedTaskException"/>. The task's
    /// continuations never run under the baton.
    /// </summary>
    /// <returns>
    /// Completes when the function has ended, and wakes a thread that blocks on it, also while the .NET thread pool is starved. The task
    /// is canceled when the function ended by <see cref="OperationCanceledException"/>.
    /// </returns>
    public Task AsTask() => Core.AsTask();

    /// <summary>For <c>await frame</c> in ordinary asynchronous code.</summary>
    /// <returns>The awaiter of <see cref="AsTask"/>.</returns>
    public TaskAwaiter GetAwaiter() => AsTask().GetAwaiter();

    /// <summary>
    /// Names the frame and its state at this moment: not begun, ready, running, what kind of thing the frame waits for, or how it ended.
    /// </summary>
    /// <returns>Words for people.</returns>
    public override string ToString() => $"{Core}: {(Core.IsEnded ? HowItEnded() : Words(Core.State))}";

    private static string Words(FrameState state) => state switch
    {
        FrameState.New or FrameState.WantingThread => "not begun",
        FrameState.Ready => "ready to run",
        FrameState.Running or FrameState.Lending => "running",
        FrameState.AwaitingFrame => "waits for another frame",
        FrameState.Joining => "waits for the functions of a scope or a run",
        FrameState.AwaitingOutside => "waits for something outside its scheduler: a task, a time or a queue",
        FrameState.AwaitingPool => "waits for work, or a frame, that needs a thread of its own pool",
        FrameState.Blocked => "blocks",
        _ => state.ToString(),
    };

    private string HowItEnded() => Status switch
    {
        FrameStatus.Canceled => "canceled",
        FrameStatus.Faulted => $"failed, by {Core.Failure!.GetType()}",
        _ => "ended",
    };

    internal static Frame Of(FrameCore<Nothing> core) => new(core);

    [StackTraceHidden]
    private protected void WaitForEnd()
    {
        FrameCore? me = FrameCore.Current;
        if (Core.IsEnded)
        {
            if (Core.IsCanceled)
            {
                BatonHere.Frame?.Cancellation.Meet(Core.CanceledWith);
            }
        }
        else if (me?.Scheduler == Core.Scheduler)
        {
            me.AwaitFrame(Core);
        }
        else
        {
            Core.AwaitFromElsewhere();
        }

        FailureSources.NoteSharedBy(Core);
    }
}
