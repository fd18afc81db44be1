using System.Diagnostics;
using System.Runtime.CompilerServices;
using Baton.Testing;

namespace Baton;

/// <summary>
/// Awaits tasks from code that is not <c>async</c>. In a frame an await suspends the frame, and other frames run. Elsewhere the thread
/// blocks.
/// </summary>
/// <remarks>
/// <para>Where the thread blocks, the token of a <c>GenerateAsync</c> consumer, or of a bridge, ends the wait: in the body, and on the
/// threads that the body starts. And what the task still has to do must not need that thread. A task that was begun under the thread's own
/// synchronization context or task scheduler, as on a user interface's thread, may want to go on there, and never can: nothing can be done
/// about that here. <see cref="Thread.Interrupt"/> ends the wait by a <see cref="ThreadInterruptedException"/>. In a frame it is held
/// back.</para>
/// <para>For a task that has completed, an await is a plain call, in which no cancellation of the frame appears. The task's exception comes
/// out as it was thrown, not wrapped. Of several the first comes out, and keeps the others: see
/// <see cref="CoroutineScope.FurtherFailures"/>. In a coroutine or generator that a frame resumes, an await suspends that whole
/// frame.</para>
/// <para>Each method throws the task's exception. It throws <see cref="OperationCanceledException"/> when the task, or the frame that
/// waits, was canceled. It throws <see cref="InvalidOperationException"/> in a <see cref="Coroutine.NoSuspend"/> region. It also does so
/// when it would block outside every scheduler while the switch <c>Baton.ThrowOnBlockingOutside</c> is on.</para>
/// <para>A token or a time limit ends the wait, and not the task, as with <c>WaitAsync</c>. A task that has completed comes first, then a
/// token that has fired, then a limit of 0; none of these suspends. Nothing of the wait is left with the task or the token. A failure that
/// the task comes to later is for whoever else has the task; with nobody left, <see cref="TaskScheduler.UnobservedTaskException"/> tells
/// of it. A limit is counted by the clock of the scheduler's options, outside every scheduler by the system's.</para>
/// </remarks>
public static class AwaitExtensions
{
    /// <summary>Waits for the task's end.</summary>
    /// <param name="task">What to wait for.</param>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> is null.</exception>
    /// <inheritdoc cref="AwaitExtensions" path="/remarks"/>
    public static void Await(this Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (!task.IsCompleted)
        {
            WaitForEnd(task, "a task");
        }
        else
        {
            CanceledWait.MeetIfCanceled(task);
        }

        TaskFailures.ThrowIfSeveral(task);
        task.GetAwaiter().GetResult();
    }

    /// <summary>Waits for the task's result.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <returns>The task's result.</returns>
    /// <inheritdoc cref="Await(Task)"/>
    public static T Await<T>(this Task<T> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (!task.IsCompleted)
        {
            WaitForEnd(task, "a task");
        }
        else
        {
            CanceledWait.MeetIfCanceled(task);
        }

        TaskFailures.ThrowIfSeveral(task);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Waits for the task's end. As with <c>await</c>, a value task is awaited once.</summary>
    /// <inheritdoc cref="Await(Task)"/>
    public static void Await(this ValueTask task)
    {
        if (task.IsCompletedSuccessfully)
        {
            task.GetAwaiter().GetResult();
        }
        else
        {
            task.TaskHere().Await();
        }
    }

    /// <summary>Waits for the task's result. As with <c>await</c>, a value task is awaited once.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <returns>The task's result.</returns>
    /// <inheritdoc cref="Await(Task)"/>
    public static T Await<T>(this ValueTask<T> task) =>
        task.IsCompletedSuccessfully ? task.GetAwaiter().GetResult() : task.TaskHere().Await();

    /// <summary>Waits for the task's end, or until the token fires.</summary>
    /// <param name="task">What to wait for. It goes on when the wait ends first.</param>
    /// <param name="cancellationToken">Ends the wait. The exception names it.</param>
    /// <exception cref="OperationCanceledException">
    /// The token has fired; or the task, or the frame that waits, was canceled.
    /// </exception>
    /// <inheritdoc cref="Await(Task)"/>
    public static void Await(this Task task, CancellationToken cancellationToken) =>
        task.Await(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Waits for the task's result, or until the token fires.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <returns>The task's result.</returns>
    /// <inheritdoc cref="Await(Task, CancellationToken)"/>
    public static T Await<T>(this Task<T> task, CancellationToken cancellationToken) =>
        task.Await(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <inheritdoc cref="Await(Task, CancellationToken)"/>
    public static void Await(this ValueTask task, CancellationToken cancellationToken) =>
        task.Await(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <inheritdoc cref="Await{T}(Task{T}, CancellationToken)"/>
    public static T Await<T>(this ValueTask<T> task, CancellationToken cancellationToken) =>
        task.Await(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Waits for the task's end, but no longer than a time limit.</summary>
    /// <inheritdoc cref="Await(Task, TimeSpan, CancellationToken)"/>
    public static void Await(this Task task, TimeSpan timeout) => task.Await(timeout, CancellationToken.None);

    /// <summary>Waits for the task's result, but no longer than a time limit.</summary>
    /// <inheritdoc cref="Await{T}(Task{T}, TimeSpan, CancellationToken)"/>
    public static T Await<T>(this Task<T> task, TimeSpan timeout) => task.Await(timeout, CancellationToken.None);

    /// <inheritdoc cref="Await(Task, TimeSpan)"/>
    public static void Await(this ValueTask task, TimeSpan timeout) => task.Await(timeout, CancellationToken.None);

    /// <inheritdoc cref="Await{T}(Task{T}, TimeSpan)"/>
    public static T Await<T>(this ValueTask<T> task, TimeSpan timeout) => task.Await(timeout, CancellationToken.None);

    /// <summary>Waits for the task's end, but no longer than a time limit, and until the token fires.</summary>
    /// <param name="task">What to wait for. It goes on when the wait ends first.</param>
    /// <param name="timeout">
    /// 0 or more, up to <see cref="int.MaxValue"/> milliseconds, or <see cref="Timeout.InfiniteTimeSpan"/>: no limit.
    /// </param>
    /// <param name="cancellationToken">Ends the wait. The exception names it.</param>
    /// <exception cref="TimeoutException">The time is over. The task goes on.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is out of its range.</exception>
    /// <inheritdoc cref="Await(Task, CancellationToken)"/>
    public static void Await(this Task task, TimeSpan timeout, CancellationToken cancellationToken)
    {
        LimitedWait.Await(task, timeout, cancellationToken);
        TaskFailures.ThrowIfSeveral(task);
        task.GetAwaiter().GetResult();
    }

    /// <summary>Waits for the task's result, but no longer than a time limit, and until the token fires.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <returns>The task's result.</returns>
    /// <inheritdoc cref="Await(Task, TimeSpan, CancellationToken)"/>
    public static T Await<T>(this Task<T> task, TimeSpan timeout, CancellationToken cancellationToken)
    {
        LimitedWait.Await(task, timeout, cancellationToken);
        TaskFailures.ThrowIfSeveral(task);
        return task.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Await(Task, TimeSpan, CancellationToken)"/>
    public static void Await(this ValueTask task, TimeSpan timeout, CancellationToken cancellationToken)
    {
        LimitedWait.Check(timeout);
        if (task.IsCompletedSuccessfully)
        {
            task.GetAwaiter().GetResult();
        }
        else
        {
            task.TaskHere().Await(timeout, cancellationToken);
        }
    }

    /// <inheritdoc cref="Await{T}(Task{T}, TimeSpan, CancellationToken)"/>
    public static T Await<T>(this ValueTask<T> task, TimeSpan timeout, CancellationToken cancellationToken)
    {
        LimitedWait.Check(timeout);
        return task.IsCompletedSuccessfully ? task.GetAwaiter().GetResult() : task.TaskHere().Await(timeout, cancellationToken);
    }

    /// <summary>
    /// Waits for the end of a task that <c>ConfigureAwait</c> was called on. In which context to go on does not matter here.
    /// <see cref="ConfigureAwaitOptions.SuppressThrowing"/> leaves the task's exception out, and not the frame's cancellation.
    /// <see cref="ConfigureAwaitOptions.ForceYielding"/> lets the other frames run, if the task has completed.
    /// </summary>
    /// <param name="task">What to wait for.</param>
    /// <inheritdoc cref="AwaitExtensions" path="/remarks"/>
    public static void Await(this ConfiguredTaskAwaitable task) => ConfiguredTasks.Await(task);

    /// <typeparam name="T">The result.</typeparam>
    /// <returns>The task's result.</returns>
    /// <inheritdoc cref="Await(ConfiguredTaskAwaitable)"/>
    public static T Await<T>(this ConfiguredTaskAwaitable<T> task) => ConfiguredTasks.Await(task);

    /// <summary>
    /// Waits for the end of a value task that <c>ConfigureAwait</c> was called on. In which context to go on does not matter here.
    /// </summary>
    /// <inheritdoc cref="Await(ConfiguredTaskAwaitable)"/>
    public static void Await(this ConfiguredValueTaskAwaitable task) => ConfiguredTasks.Await(task);

    /// <summary>
    /// Waits for the result of a value task that <c>ConfigureAwait</c> was called on. In which context to go on does not matter here.
    /// </summary>
    /// <inheritdoc cref="Await{T}(ConfiguredTaskAwaitable{T})"/>
    public static T Await<T>(this ConfiguredValueTaskAwaitable<T> task) => ConfiguredTasks.Await(task);

    /// <summary>
    /// An asynchronous sequence as a synchronous one, for <c>foreach</c>. Nothing happens before the first item is asked for. Each item,
    /// and the sequence's disposal when the loop is left, is awaited.
    /// </summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="source">Enumerated anew each time.</param>
    /// <param name="cancellationToken">
    /// Given to the sequence, whose exception names it. The sequence's token also fires when the frame is canceled that asks for the first
    /// item, or the scope whose block runs there; and when a wait for an item is left.
    /// </param>
    /// <returns>Use it on one thread at a time.</returns>
    /// <remarks>
    /// <para>When the wait for an item is canceled, the disposal waits until the sequence has ended that step. How long that takes is up to
    /// the sequence, which should heed its token. No further cancellation ends that wait, nor the one for the disposal's end: it is told at
    /// the next suspension point. An item that the step still brings is the loop's, which is canceled at its next step.</para>
    /// <para>Outside every scheduler <see cref="Thread.Interrupt"/> ends the wait for an item in the same way: an item that the step still
    /// brings is the loop's, and the next step throws <see cref="ThreadInterruptedException"/>. If another interrupt comes before the step
    /// has ended, the thread waits five seconds for that. A step that takes longer is left, and what it brings is lost.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IEnumerable<T> AwaitEach<T>(this IAsyncEnumerable<T> source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new AwaitedSequence<T>(source, cancellationToken);
    }

    /// <summary>An asynchronous disposal as a synchronous one, for <c>using</c>.</summary>
    /// <param name="resource">Disposed of by the first call of the result's <see cref="IDisposable.Dispose"/>, which awaits that.</param>
    /// <returns>Disposing of it a second time does nothing.</returns>
    /// <remarks>
    /// No cancellation ends the wait, as with <c>await using</c>. One that comes meanwhile is told at the next suspension point. Waits,
    /// limits and scopes of the disposal's own code, on the caller's stack, are ended as elsewhere. What was canceled before ends none.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="resource"/> is null.</exception>
    public static IDisposable AwaitDispose(this IAsyncDisposable resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new AwaitedDisposal(resource);
    }

    /// <summary>
    /// Waits until the task has ended, or the frame is canceled. Suspends the frame that the calling thread runs for; without a frame the
    /// thread blocks, and an <see cref="OutsideToken"/> ends the wait.
    /// </summary>
    [StackTraceHidden]
    internal static void WaitForEnd(Task task, string what)
    {
        ControlledThread.Before(OperationKind.Await, task, isWrite: false);
        if (FrameCore.Current is not { } me)
        {
            BlockingOutside.Await(BlockingOutside.NameOf(what), task);
            FailureSources.NoteSharedBy(task);
        }
        else if (task.AsyncState is FrameCore frame && frame.Scheduler == me.Scheduler)
        {
            me.AwaitFrame(frame); // so that frames which wait for each other's tasks are found to be a deadlock
            if (!task.IsCompleted)
            {
                me.AwaitTask(task, what);
            }
        }
        else
        {
            if (task.AsyncState is FrameCore other && me.Scheduler.Around is not null)
            {
                RunInside.ThrowIfItKeepsTheBaton(me, other);
            }

            me.AwaitTask(task, what);
        }
    }

    /// <summary>As <see cref="WaitForEnd"/>, until one of two tasks has ended.</summary>
    [StackTraceHidden]
    internal static void WaitForFirst(Task task, Task other, string what)
    {
        if (task.IsCompleted || other.IsCompleted)
        {
            return;
        }

        ControlledThread.Before(OperationKind.Await, task, isWrite: false);
        if (FrameCore.Current is { } me)
        {
            me.AwaitTask(task, what, other);
        }
        else
        {
            BlockingOutside.Await($"To await {what}", task, other);
        }
    }
}
