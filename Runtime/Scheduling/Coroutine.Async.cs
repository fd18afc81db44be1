using System.Runtime.CompilerServices;

namespace Baton;

public static partial class Coroutine
{
    /// <summary>
    /// The token of the frame that runs: fires when it is canceled. Outside every scheduler one that never fires. In a generator's body the
    /// consumer's token is <see cref="Yielder{TOut}.CancellationToken"/>.
    /// </summary>
    /// <remarks>
    /// <para>It fires at once, by whatever the frame is canceled, also while the function computes or blocks; its callbacks may run on
    /// the thread that cancels.</para>
    /// <para>Pass it on to what you await. A frame that is canceled leaves a task only when what is registered with its token, or with
    /// that of a scope which cancels it, has run: so it leaves no wait behind, say for a lock, that such a callback ends. Not when the
    /// task ends meanwhile; and a callback that takes more than five seconds is waited for no longer, and told of by the event
    /// <c>SchedulerStoodStill</c>.</para>
    /// <para>An exception that names this token, thrown anywhere on the frame's thread outside <c>async</c> methods, tells the frame of
    /// its cancellation, as one at a suspension point does. The frame is told once.</para>
    /// </remarks>
    public static CancellationToken CancellationToken => FrameCore.Current?.Cancellation.Token ?? CancellationToken.None;

    /// <summary>
    /// Calls a function without waiting for its end: it starts at once, and this returns when it suspends for the first time, or ends.
    /// </summary>
    /// <param name="function">Runs as a frame of the scheduler that the caller runs under, in the caller's execution context.</param>
    /// <param name="name">For messages and the name of its thread. Null: none.</param>
    /// <returns>
    /// What to await for its end. A failure waits in there for whoever awaits it; nobody else is disturbed by it.
    /// </returns>
    /// <remarks>
    /// <para>A function that returns a <see cref="Task"/>, as an <c>async</c> lambda does, ends when its task has, and fails as that
    /// does. What follows its first <c>await</c> runs on the .NET thread pool, outside the scheduler: to stay under the baton leave out
    /// <c>async</c> and call <see cref="AwaitExtensions.Await(Task)"/>.</para>
    /// <para>With all threads of the pool taken the function begins when one is free, first come, first served. While more than 1,024
    /// functions wait for a thread, each further call first lets the others run; with more than 16,384 it waits until one of them has
    /// begun, but a millisecond at most. So memory is bounded as long as functions end. Such a wait is no suspension point: no
    /// cancellation appears in it.</para>
    /// <para>Outside every scheduler the function runs to its end, on the calling thread, before this returns: two functions that wait
    /// for each other's doings need a scheduler. A failure that nobody has asked about when the frame is garbage is counted and
    /// reported.</para>
    /// <para>A frame runs on a thread of its own: a lock that the caller holds is not re-entered in it, and a yielder of the caller's
    /// coroutine is of no use there.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">In a <see cref="NoSuspend"/> region.</exception>
    public static Frame Async(Action function, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Frame.Of(StartFrame(AsFunction(function), name, scope: null));
    }

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <inheritdoc cref="Async(Action, string?)"/>
    public static Frame<T> Async<T>(Func<T> function, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new Frame<T>(StartFrame(function, name, scope: null));
    }

    /// <summary>Lets every frame that is ready run before the caller goes on. Outside every scheduler it does nothing.</summary>
    /// <exception cref="OperationCanceledException">The frame was canceled.</exception>
    /// <exception cref="InvalidOperationException">In a <see cref="NoSuspend"/> region.</exception>
    public static void Yield() => FrameCore.Current?.Yield();

    /// <summary>
    /// Waits, by the clock of the scheduler's options; the other frames run meanwhile. Outside every scheduler it blocks the thread. A
    /// delay of 0 is over at once: it suspends nothing, and no cancellation of the frame appears in it.
    /// </summary>
    /// <param name="delay">0 or more, up to <see cref="int.MaxValue"/> milliseconds, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token has fired, or the frame was canceled.</exception>
    /// <exception cref="InvalidOperationException">
    /// In a <see cref="NoSuspend"/> region; or outside every scheduler while the switch <c>Baton.ThrowOnBlockingOutside</c> is on.
    /// </exception>
    public static void Delay(TimeSpan delay, CancellationToken cancellationToken = default)
    {
        TimeProvider clock = FrameCore.Current?.Scheduler.Options.TimeProvider ?? TimeProvider.System;
        using CancellationTokenSource abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task task;
        using (Quiet.Begin()) // all timers share locks
        {
            task = Task.Delay(delay, clock, abandoned.Token);
        }

        try
        {
            if (!task.IsCompleted)
            {
                AwaitExtensions.WaitForEnd(task, "a delay");
            }
        }
        finally
        {
            using Quiet quiet = Quiet.Begin();
            abandoned.Cancel(); // a wait that was canceled leaves no timer behind
        }

        CanceledWait.ThrowIfFired(cancellationToken);
    }

    /// <summary>
    /// Forbids suspension until the result is disposed: what would suspend the frame, or the coroutine, that runs now throws
    /// <see cref="InvalidOperationException"/> and says where the region began. Blocking calls keep the baton there, in
    /// <see cref="BlockingMode.Yield"/> too.
    /// </summary>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The region; use it with <c>using</c>, on the same thread.</returns>
    public static NoSuspendRegion NoSuspend([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new($"{file}:{line}");

    internal static Func<Nothing> AsFunction(Action action) => () =>
    {
        action();
        return default;
    };

    internal static FrameCore<T> StartFrame<T>(Func<T> function, string? name, ScopeCore? scope)
    {
        FrameCore? me = FrameCore.Current;
        if (me is null)
        {
            return FrameOutside.Run(function, name, scope);
        }

        me.EnterSuspension();
        FrameCore<T> frame = new(me.Scheduler, function, name) { Scope = scope };
        scope?.OnStarting(frame);
        me.Scheduler.StartFrom(me, frame);
        return frame;
    }
}
