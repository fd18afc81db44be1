using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// A function that was called with <see cref="Coroutine.Async(Action, string?)"/>, or started on a scheduler: it may be awaited,
/// canceled, or left to itself.
/// </summary>
/// <remarks>All members may be called from any thread, in a frame or not, any number of times.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public class Frame
{
    private protected Frame(FrameCore core) => Core = core;

    /// <summary>The name it was given; null: none.</summary>
    public string? Name => Core.Name;

    /// <summary>Has the function returned, thrown, or been canceled before it began?</summary>
    public bool IsCompleted => Core.IsEnded;

    internal FrameCore Core { get; }

    /// <summary>
    /// Waits for the function's end. In a frame it suspends that frame; elsewhere it blocks the thread, unless the function has ended.
    /// </summary>
    /// <remarks>
    /// An exception of the function comes out of here, the same object, with the function's stack in its trace; every time.
    /// </remarks>
    /// <exception cref="OperationCanceledException">This frame was canceled and ended by it; or the frame that waits was.</exception>
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
    /// Asks the function to stop: at its next suspension point, or where it waits now, <see cref="OperationCanceledException"/> appears,
    /// once, and its <c>finally</c> blocks run, which may suspend again. Its <see cref="Coroutine.CancellationToken"/> fires at once. One
    /// that has not begun never runs.
    /// </summary>
    /// <remarks>
    /// <para>Does not wait. No effect on a frame that has ended, or on one that is canceled and was not yet told. A frame that was told is
    /// told a second time by a second call: the call cuts the frame's clean-up short where that waits.</para>
    /// <para>Callbacks registered with the token run on the calling thread. What they throw comes out of here; the function is canceled
    /// all the same.</para>
    /// <para>A frame counts as told by an exception at a suspension point, and also when code on the frame's thread throws an
    /// <see cref="OperationCanceledException"/> that names the token. A function that swallows such an exception goes on.</para>
    /// <para>The function ends canceled too when other code has wrapped the exception, as a wait for a task, reflection, a sort or a
    /// library's own exception type does. The frame's exception is then an inner one of the exception that the function ends with.</para>
    /// </remarks>
    public void Cancel() => Core.Cancellation.Ask();

    /// <summary>
    /// A task that ends as the function does. From here on its failure is the task's, as with any task, and does not come out of a run's
    /// end: await the task, or let it go to <see cref="TaskScheduler.UnobservedTaskException"/>. Its continuations never run under the
    /// baton.
    /// </summary>
    /// <returns>Completes on the .NET thread pool; canceled, when the function ended by <see cref="OperationCanceledException"/>.</returns>
    public Task AsTask() => Core.AsTask();

    /// <summary>For <c>await frame</c> in ordinary asynchronous code.</summary>
    /// <returns>The awaiter of <see cref="AsTask"/>.</returns>
    public TaskAwaiter GetAwaiter() => AsTask().GetAwaiter();

    /// <summary>
    /// Names the frame and its state at this moment: not begun, ready, running, or what kind of thing the frame waits for.
    /// </summary>
    /// <returns>Words for people.</returns>
    public override string ToString() => $"{Core}: {Words(Core.State)}";

    private static string Words(FrameState state) => state switch
    {
        FrameState.New or FrameState.WantingThread => "not begun",
        FrameState.Ready => "ready to run",
        FrameState.Running or FrameState.Lending => "running",
        FrameState.AwaitingFrame => "waits for another frame",
        FrameState.Joining => "waits for the functions of a scope or a run",
        FrameState.AwaitingOutside => "waits for something outside its scheduler: a task, a time or a queue",
        FrameState.Blocked => "blocks",
        FrameState.Ended => "ended",
        _ => state.ToString(),
    };

    internal static Frame Of(FrameCore<Nothing> core) => new(core);

    private protected void WaitForEnd()
    {
        FrameCore? me = FrameCore.Current;
        if (Core.IsEnded)
        {
            if (Core.IsCanceled)
            {
                me?.Cancellation.Meet(Core.CanceledWith);
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
    }
}
