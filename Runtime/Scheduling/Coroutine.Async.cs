using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Baton.Testing;

namespace Baton;

public static partial class Coroutine
{
    /// <summary>
    /// The token of the code that runs. It fires when the frame is canceled, or the innermost scope or limit whose block the code is in.
    /// </summary>
    /// <remarks>
    /// <para>In the block of a <see cref="CoroutineScope"/>, of <see cref="WithTimeout(TimeSpan, Action)"/> or of
    /// <see cref="WithCancellation(CancellationToken, Action)"/> this is the block's token, and it is of no use after the block. Elsewhere
    /// this is the frame's. Outside every scheduler the token fires with a limit or a bridge that the code runs in, and otherwise never. In
    /// a generator's body the consumer's token is <see cref="Yielder{TOut}.CancellationToken"/>.</para>
    /// <para>The token fires at once, whatever cancels the frame, and also while the function computes or blocks. Its callbacks may run on
    /// the thread that cancels.</para>
    /// <para>Pass the token to what you await. A canceled frame first lets the callbacks of its token run, and those of the scope that
    /// cancels the frame. The frame leaves a task only when the callbacks have run, unless the task ends first. A callback may end that
    /// task: a frame that left earlier could lose a lock that the task brings. The frame waits at most five seconds for the callbacks. Then
    /// the event <c>SchedulerStoodStill</c> tells of them.</para>
    /// <para>An exception that names this token tells the frame of its cancellation, as an exception at a suspension point does. It may be
    /// thrown anywhere on the frame's thread outside <c>async</c> methods. The frame is told once.</para>
    /// </remarks>
    public static CancellationToken CancellationToken => FrameCore.Current is { } frame
        ? OpenBlocks.TokenFor(frame)
        : OutsideToken.Current?.Token ?? CancellationToken.None;

    /// <summary>
    /// Calls a function without waiting for its end. The function starts at once. This returns when the function suspends for the first
    /// time, or ends.
    /// </summary>
    /// <param name="function">Runs as a frame of the scheduler that the caller runs under, in the caller's execution context.</param>
    /// <param name="name">For messages and the name of its thread. Null: messages show the name of the function's method.</param>
    /// <returns>
    /// The frame. Await it for the function's end. The frame keeps a failure of the function for the code that awaits the frame. The
    /// failure disturbs no other frame.
    /// </returns>
    /// <remarks>
    /// <para>A function that returns a <see cref="Task"/>, as an <c>async</c> lambda does, ends and fails as its task does. The code after
    /// its first <c>await</c> runs on the .NET thread pool, outside the scheduler. To stay under the baton, leave out <c>async</c> and call
    /// <see cref="AwaitExtensions.Await(Task)"/>.</para>
    /// <para>When all threads of the pool are taken, the function begins when a thread is free: first come, first served, behind functions
    /// for which a frame with a thread waits. While more than 1,024 functions wait, each further call lets the ready frames run before it
    /// returns. While more than 16,384 wait, the call waits until one of them has begun, but a millisecond at most. So memory is
    /// bounded as long as functions end. Such a wait is no suspension point: no cancellation appears in it.</para>
    /// <para>Outside every scheduler the function runs to its end on the calling thread, before this returns. So functions that wait for
    /// each other need a scheduler. A failure that nobody has observed when the frame is garbage is counted and reported.</para>
    /// <para>A frame runs on a thread of its own. So the function cannot re-enter a lock that the caller holds, and cannot use the yielder
    /// of the caller's coroutine.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="function"/> is <c>async</c>, and what it returns is no task.</exception>
    /// <exception cref="InvalidOperationException">In a <see cref="NoSuspend"/> region.</exception>
    public static Frame Async(Action function, string? name = null)
    {
        return FrameStarts.Start(AsFunction(function), name, scope: null).Handle;
    }

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <inheritdoc cref="Async(Action, string?)"/>
    public static Frame<T> Async<T>(Func<T> function, string? name = null)
    {
        TaskResult.Require<T>(function);
        return (Frame<T>)FrameStarts.Start(function, name, scope: null).Handle;
    }

    /// <summary>Lets every frame that is ready run before the caller goes on. Outside every scheduler this does nothing.</summary>
    /// <exception cref="OperationCanceledException">The frame was canceled.</exception>
    /// <exception cref="InvalidOperationException">In a <see cref="NoSuspend"/> region.</exception>
    public static void Yield()
    {
        ControlledThread.Before(OperationKind.Await, null, isWrite: false, words: "yields");
        FrameCore.Current?.Yield();
    }

    /// <summary>
    /// Waits, by the clock of the scheduler's options. The other frames run meanwhile. Outside every scheduler the thread blocks. A delay
    /// of 0 is over at once: it suspends nothing, and no cancellation of the frame appears in it.
    /// </summary>
    /// <param name="delay">0 or more, up to <see cref="int.MaxValue"/> milliseconds, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token has fired, or the frame was canceled.</exception>
    /// <exception cref="InvalidOperationException">
    /// In a <see cref="NoSuspend"/> region; or outside every scheduler while the switch <c>Baton.ThrowOnBlockingOutside</c> is on.
    /// </exception>
    public static void Delay(TimeSpan delay, CancellationToken cancellationToken = default) => DelayWait.Await(delay, cancellationToken);

    /// <summary>Calls a function that may take only so long.</summary>
    /// <param name="limit">
    /// 0 or more, up to <see cref="int.MaxValue"/> milliseconds, by the clock of the scheduler's options. Outside every scheduler the
    /// system's clock counts. <see cref="Timeout.InfiniteTimeSpan"/>: no limit.
    /// </param>
    /// <param name="function">Runs on the calling thread.</param>
    /// <remarks>
    /// <para>When the limit has passed, what the function waits in ends: <see cref="OperationCanceledException"/> appears there, or at its
    /// next suspension point. The frames that the function has started with <see cref="Async(Action, string?)"/>, and that have not
    /// ended, are canceled too. When its <c>finally</c> blocks have run, and those frames have ended, the exception comes out. A function
    /// that computes, or blocks in code that knows nothing of Baton, is not ended.</para>
    /// <para>In the function <see cref="CancellationToken"/> fires with the limit.</para>
    /// <para>A function that returns all the same has won: its result counts. What else it throws comes out instead. An outer limit that
    /// passes first ends the inner ones, and its exception comes out of the outer call.</para>
    /// <para>While the function runs, a cancellation of the frame reaches the frames that the function has started. When it returns in
    /// time, the frames go on by themselves, as after any call of <see cref="Async(Action, string?)"/>.</para>
    /// <para>Outside every scheduler the limit ends Baton's own waits: awaits, delays, queues, streams.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="function"/> is <c>async</c>, and what it returns is no task.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is out of its range.</exception>
    /// <exception cref="TimeoutException">The limit has passed, and the function ended by that.</exception>
    /// <exception cref="OperationCanceledException">The frame, or a scope that it is in, was canceled.</exception>
    /// <exception cref="InvalidOperationException">In a <see cref="NoSuspend"/> region of a frame.</exception>
    public static void WithTimeout(TimeSpan limit, Action function)
    {
        WithTimeout(limit, AsFunction(function));
    }

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <returns>What the function returned.</returns>
    /// <inheritdoc cref="WithTimeout(TimeSpan, Action)"/>
    public static T WithTimeout<T>(TimeSpan limit, Func<T> function)
    {
        TaskResult.Require<T>(function);
        return CoroutineScope.RunLimited(function, BlockLimit.OfTime(limit), CancellationToken.None);
    }

    /// <summary>Calls a function that a token ends.</summary>
    /// <param name="token">If it has fired already, the function is not called.</param>
    /// <param name="function">Runs on the calling thread.</param>
    /// <remarks>As for <see cref="WithTimeout(TimeSpan, Action)"/>, with the token in place of the limit.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="function"/> is <c>async</c>, and what it returns is no task.</exception>
    /// <exception cref="OperationCanceledException">
    /// The token has fired, and the function ended by that: the exception names the token. Or the frame, or a scope that it is in, was
    /// canceled.
    /// </exception>
    /// <exception cref="InvalidOperationException">In a <see cref="NoSuspend"/> region of a frame.</exception>
    [SuppressMessage("Design", "CA1068", Justification = "The block comes last, as it is long.")]
    public static void WithCancellation(CancellationToken token, Action function)
    {
        WithCancellation(token, AsFunction(function));
    }

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <returns>What the function returned.</returns>
    /// <inheritdoc cref="WithCancellation(CancellationToken, Action)"/>
    [SuppressMessage("Design", "CA1068", Justification = "The block comes last, as it is long.")]
    public static T WithCancellation<T>(CancellationToken token, Func<T> function)
    {
        TaskResult.Require<T>(function);
        return CoroutineScope.RunLimited(function, new BlockLimit(Timeout.InfiniteTimeSpan, token), token);
    }

    /// <summary>
    /// Forbids suspension until the result is disposed. Calls that would suspend the current frame or coroutine throw
    /// <see cref="InvalidOperationException"/>, which says where the region began. Blocking calls keep the baton in the region, in
    /// <see cref="BlockingMode.Yield"/> too.
    /// </summary>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The region; use it with <c>using</c>, on the same thread.</returns>
    public static NoSuspendRegion NoSuspend([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new($"{file}:{line}");

    /// <summary>Refuses null, and an action that is <c>async</c>.</summary>
    internal static Func<Nothing> AsFunction(Action action, [CallerArgumentExpression(nameof(action))] string parameter = "")
    {
        SynchronousFunction.Require(action, TaskResult.Alternative, parameter);
        return new ActionFunction(action).Invoke;
    }
}
