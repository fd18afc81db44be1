using System.Diagnostics;

namespace Baton;

/// <summary>
/// Does exactly one of several things, the one that can be done first. It takes an item from a queue, puts an item into a queue, or notices
/// the end of a task, a frame or a time. Go's <c>select</c>.
/// </summary>
/// <remarks>
/// <para>All queues are judged at one instant. Of several cases that are ready each is as likely to be taken. The other cases leave no
/// trace: nothing was taken from their queues or put into them. Then the callback of the case runs, on the caller's thread and under no
/// lock; in a frame it may suspend.</para>
/// <para>The same queue may occur more than once, also for both directions: a select never deals with itself, only with other parties. A
/// case of a completed queue is ready. If it is taken, the select throws, as the plain operation does.</para>
/// <para>From a frame the wait suspends that frame. Elsewhere it blocks the thread, and is counted as <c>Await</c> is there; in an
/// <c>async</c> method use <see cref="AnyAsync(SelectCase[])"/>. A select that was canceled has done nothing. When a case came first, the
/// case is done, and a frame's cancellation is seen at the frame's next wait.</para>
/// </remarks>
/// <include file="../Examples.xml" path="examples/example[@name='SelectExample']"/>
#pragma warning disable CA1716 // a word of Visual Basic and SQL, and the name that Go's users know
public static class Select
#pragma warning restore CA1716
{
    internal const string NotForAsyncActions = "Or let it keep what it is given, and await after the select, by the index that it returns.";

    /// <summary>Does one of the cases; waits while none is ready.</summary>
    /// <param name="cases">One or more.</param>
    /// <returns>The index of the case that was done.</returns>
    /// <exception cref="ArgumentException">There are no cases, or one is null.</exception>
    /// <exception cref="QueueCompletedException">The case taken belongs to a queue that is completed and, for a dequeue, empty.</exception>
    /// <exception cref="OperationCanceledException">The frame was canceled.</exception>
    /// <exception cref="CoroutineDeadlockException">All cases are ends of frames that wait for this one, and for nothing else.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted while it was blocked, outside every scheduler.</exception>
    /// <exception cref="InvalidOperationException">
    /// It would wait in a <see cref="Coroutine.NoSuspend"/> region; or outside every scheduler while the switch
    /// <c>Baton.ThrowOnBlockingOutside</c> is on.
    /// </exception>
    /// <remarks>The exception of the case's task, and any exception of its callback, come out as they are.</remarks>
    public static int Any(params ReadOnlySpan<SelectCase> cases) => Any(cases, CancellationToken.None);

    /// <param name="cases">One or more, as one list: with a token write <c>Any([a, b], token)</c>.</param>
    /// <param name="cancellationToken">Looked at first, and ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token has fired, or the frame was canceled.</exception>
    /// <inheritdoc cref="Any(ReadOnlySpan{SelectCase})"/>
    public static int Any(ReadOnlySpan<SelectCase> cases, CancellationToken cancellationToken)
    {
        Check(cases);
        CanceledWait.ThrowIfFired(ref cancellationToken);
        SelectChoice choice = SelectRound.Look(cases);
        if (choice.IsRefused)
        {
            QueueParties.ThrowIfCanceled();
        }

        while (!choice.IsMade)
        {
            choice = SelectParties.LookOrWait(cases, ref cancellationToken);
        }

        return choice.Finish(cases);
    }

    /// <summary>Does one of the cases if one is ready; never waits.</summary>
    /// <param name="cases">None: none is ready.</param>
    /// <returns>
    /// The index of the case that was done; −1: none is ready. <see cref="After(TimeSpan, Action)"/> is ready if its time is zero or less.
    /// </returns>
    /// <exception cref="ArgumentException">A case is null.</exception>
    /// <exception cref="QueueCompletedException">The case taken belongs to a queue that is completed and, for a dequeue, empty.</exception>
    public static int AnyOrDefault(params ReadOnlySpan<SelectCase> cases)
    {
        CheckEach(cases);
        SelectChoice choice = SelectRound.Look(cases);
        return choice.IsMade ? choice.Finish(cases) : -1;
    }

    /// <summary>
    /// As <see cref="Any(ReadOnlySpan{SelectCase})"/>, without holding a thread while it waits. The callback runs where the caller's code
    /// would continue.
    /// </summary>
    /// <param name="cases">One or more. If it is an array of the caller's, it must not change meanwhile.</param>
    /// <returns>The index of the case that was done.</returns>
    /// <exception cref="ArgumentException">There are no cases, or one is null.</exception>
    public static ValueTask<int> AnyAsync(params SelectCase[] cases) => AnyAsync(cases, CancellationToken.None);

    /// <param name="cases">
    /// One or more: with a token write <c>AnyAsync([a, b], token)</c>. If it is an array of the caller's, it must not change meanwhile.
    /// </param>
    /// <param name="cancellationToken">Looked at first, and ends the wait.</param>
    /// <exception cref="OperationCanceledException">In the result: the token has fired.</exception>
    /// <inheritdoc cref="AnyAsync(SelectCase[])"/>
    public static ValueTask<int> AnyAsync(SelectCase[] cases, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cases);
        Check(cases);
        ValueTask<int> done = DoAsync(cases, cancellationToken);
        return done.IsCompleted ? done : new ValueTask<int>(TaskEnd.Relay(done.AsTask()));
    }

    /// <summary>A case that is ready when a time is over, counted from the beginning of each select in which the case takes part.</summary>
    /// <param name="timeout">
    /// Up to <see cref="int.MaxValue"/> milliseconds. Zero or less: at once, if nothing else is ready.
    /// <see cref="Timeout.InfiniteTimeSpan"/>: never. In a frame the clock of the scheduler's options counts.
    /// </param>
    /// <param name="action">Called when the case is taken. Null: nothing is called.</param>
    /// <returns>The case.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is too long.</exception>
    /// <exception cref="ArgumentException"><paramref name="action"/> is <c>async</c>, and would leave at its first await.</exception>
    public static SelectCase After(TimeSpan timeout, Action? action = null)
    {
        if (timeout > OptionRange.Longest)
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeout), timeout, $"The time of a case is at most {int.MaxValue} milliseconds, or Timeout.InfiniteTimeSpan.");
        }

        SynchronousFunction.RequireIfGiven(action, NotForAsyncActions);
        return new TimeoutCase(timeout, action);
    }

    /// <summary>
    /// A case that is ready when a task has ended. If the task has failed or was canceled, and this case is taken, the select throws its
    /// exception.
    /// </summary>
    /// <param name="task">What to wait for.</param>
    /// <returns>The case.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> is null.</exception>
    public static SelectCase On(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new TaskCase(task, null);
    }

    /// <param name="task">What to wait for.</param>
    /// <param name="action">Called when the case is taken and the task has not failed.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="action"/> is <c>async</c>, and would leave at its first await.</exception>
    /// <inheritdoc cref="On(Task)"/>
    public static SelectCase On(Task task, Action action)
    {
        ArgumentNullException.ThrowIfNull(task);
        SynchronousFunction.Require(action, NotForAsyncActions);
        return new TaskCase(task, action);
    }

    /// <typeparam name="T">The task's result.</typeparam>
    /// <param name="task">What to wait for.</param>
    /// <param name="action">Called with the result when the case is taken and the task has not failed.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="action"/> is <c>async</c>, and would leave at its first await.</exception>
    /// <inheritdoc cref="On(Task)"/>
    public static SelectCase On<T>(Task<T> task, Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(task);
        SynchronousFunction.Require(action, NotForAsyncActions);
        return new TaskCase(task, () => action(task.GetAwaiter().GetResult()));
    }

    /// <summary>
    /// A case that is ready when a frame has ended. If the frame has failed or was canceled, and this case is taken, the select throws the
    /// frame's exception, as <see cref="Frame.Await"/> does. The failure then counts as seen; otherwise it stays with the frame. Canceling
    /// the select does not cancel the frame.
    /// </summary>
    /// <param name="frame">What to wait for, of any scheduler. The frame that selects never ends meanwhile.</param>
    /// <returns>The case.</returns>
    /// <remarks>
    /// A select among ends of frames of one scheduler, without a token, is a wait inside it: frames that wait for each other so, and for
    /// nothing else, are told of their deadlock. Every other select waits for something outside its scheduler.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="frame"/> is null.</exception>
    public static SelectCase On(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return new FrameCase(frame.Core, null);
    }

    /// <param name="frame">What to wait for, of any scheduler. The frame that selects never ends meanwhile.</param>
    /// <param name="action">Called when the case is taken and the frame has not failed.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="action"/> is <c>async</c>, and would leave at its first await.</exception>
    /// <inheritdoc cref="On(Frame)"/>
    public static SelectCase On(Frame frame, Action action)
    {
        ArgumentNullException.ThrowIfNull(frame);
        SynchronousFunction.Require(action, NotForAsyncActions);
        return new FrameCase(frame.Core, action);
    }

    /// <typeparam name="T">What the frame's function returns.</typeparam>
    /// <param name="frame">What to wait for, of any scheduler. The frame that selects never ends meanwhile.</param>
    /// <param name="action">Called with what the function returned when the case is taken and the frame has not failed.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="action"/> is <c>async</c>, and would leave at its first await.</exception>
    /// <inheritdoc cref="On(Frame)"/>
    public static SelectCase On<T>(Frame<T> frame, Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(frame);
        SynchronousFunction.Require(action, NotForAsyncActions);
        return new FrameCase(frame.Core, () => action(frame.Await())); // it has ended: no wait
    }

    private static async ValueTask<int> DoAsync(SelectCase[] cases, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        SelectChoice choice = SelectRound.Look(cases);
        if (!choice.IsMade)
        {
            TimeProvider clock = FrameCore.Current?.Scheduler.Clock ?? TimeProvider.System;

            // The callback runs where the caller's code does. A frame's context has no such place.
            bool hasPlace = CallersContext.IsAPlace;
            ToPool onward = new(); // before the wait, which must not be lost for want of memory
            Task<SelectChoice> looks = SelectParties.LookOrWaitAsync(cases, clock, token).AsTask();
            if (!hasPlace && !looks.IsCompleted)
            {
                await new Directly(looks);
                await onward;
            }

            choice = await looks.ConfigureAwait(hasPlace);
        }

        return choice.Finish(cases);
    }

    [StackTraceHidden]
    private static void Check(ReadOnlySpan<SelectCase> cases)
    {
        if (cases.IsEmpty)
        {
            throw new ArgumentException("A select without cases would wait for ever.", nameof(cases));
        }

        CheckEach(cases);
    }

    [StackTraceHidden]
    private static void CheckEach(ReadOnlySpan<SelectCase> cases)
    {
        foreach (SelectCase one in cases)
        {
            if (one is null)
            {
                throw new ArgumentException("A case is null.", nameof(cases));
            }
        }
    }
}
