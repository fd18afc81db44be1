using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace Baton;

/// <summary>
/// What stands behind a value task of the library's: as <see cref="ManualResetValueTaskSourceCore{TResult}"/>, but a task that was made of
/// the value task completes at once. All other continuations run on the .NET thread pool, or in the context that they asked for.
/// </summary>
/// <remarks>
/// <para>A context, a task scheduler, or a continuation of that task may be foreign code. So an errand completes the value task if there is
/// one of these (<see cref="NeedsErrand"/>). Otherwise a work item of the .NET thread pool does, and then runs the continuation
/// too.</para>
/// <para>It may come too late to be seen. So the consumer looks, after <see cref="OnCompleted"/>, whether the operation is over.</para>
/// </remarks>
[StackTraceHidden]
internal struct ValueTaskCore<T>
{
    private static readonly object s_over = new();

    private ManualResetValueTaskSourceCore<T> _core;    // all but the task; the consumer resets it, the errand completes it
    private object? _task;                              // the task that was made of it, or the PlacedContinuation; null: none. s_over:
                                                        // too late. Interlocked
    private Action<object?>? _completion;               // completes that task; the consumer, before it writes _task

    internal readonly short Version => _core.Version;

    /// <summary>The task that was made of the value task. Null: none. Any thread; what it says may be late.</summary>
    internal readonly Task? Task => Volatile.Read(in _task) as Task;

    /// <summary>
    /// The thread that has published that the operation is over: does an errand have to complete this? A full fence stands before the look.
    /// </summary>
    internal bool NeedsErrand => Interlocked.CompareExchange(ref _task, null, null) is not null;

    /// <summary>The consumer, before the value task is given out.</summary>
    internal void Reset()
    {
        _core.Reset();
        _task = null;
    }

    internal readonly ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    internal T GetResult(short token) => _core.GetResult(token);

    /// <param name="continuation">As .NET gives it.</param>
    /// <param name="state">As .NET gives it.</param>
    /// <param name="token">As .NET gives it.</param>
    /// <param name="flags">As .NET gives it.</param>
    /// <param name="isTask">Does the continuation complete a task: see <see cref="TaskOfValueTask"/>?</param>
    /// <returns>Does an errand have to complete this, so that the consumer has to look whether the operation is over?</returns>
    internal bool OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags, bool isTask)
    {
        if (isTask && state is not null)
        {
            _completion = continuation;
            if (IsTooLateFor(state, token))
            {
                continuation(state); // of a task that no other code has yet
            }

            return true;
        }

        if (PlacedContinuation.Of(continuation, state, flags) is not { } placed)
        {
            _core.OnCompleted(continuation, state, token, flags);
            return false;
        }

        if (IsTooLateFor(placed, token))
        {
            placed.Send();
            return false;
        }

        _core.OnCompleted(static placed => ((PlacedContinuation)placed!).Send(), placed, token, ValueTaskSourceOnCompletedFlags.None);
        return true;
    }

    /// <summary>
    /// The consumer, after <see cref="OnCompleted"/>, if the operation is over and its result is there: completes the task at once, if
    /// nothing else does.
    /// </summary>
    internal void CompleteTask()
    {
        object? task = Volatile.Read(ref _task);
        if (task is not (null or PlacedContinuation) && task != s_over && Interlocked.CompareExchange(ref _task, null, task) == task)
        {
            _completion!(task);
        }
    }

    /// <summary>
    /// Completes the value task, once. Calls foreign code, and on a thread of the .NET pool the continuation; in a run of a test too.
    /// </summary>
    /// <param name="result">What it gives.</param>
    /// <param name="failure">What it fails with. Null: it does not.</param>
    internal void Complete(T result, Exception? failure = null)
    {
        object? task = Interlocked.Exchange(ref _task, s_over);
        Action<object?>? completion = _completion;
        _core.RunContinuationsAsynchronously =
            task is not PlacedContinuation && !Thread.CurrentThread.IsThreadPoolThread && ControlledThread.Current is null;
        if (failure is not null)
        {
            Fail(failure);
        }
        else
        {
            _core.SetResult(result); // from here on the consumer may reset this
        }

        if (task is not (null or PlacedContinuation))
        {
            completion!(task);
        }
    }

    // The failure is owed to the consumer, and to note it takes memory.
    private void Fail(Exception failure)
    {
        bool isOver = false;
        while (!isOver)
        {
            try
            {
                _core.SetException(failure);
                isOver = true;
            }
            catch (Exception e) when (NoMemory.Is(e) && _core.GetStatus(_core.Version) == ValueTaskSourceStatus.Pending)
            {
                Uninterrupted.TrySleep(1);
            }
        }
    }

    // The consumer: notes what waits, the first time. True: the completion was faster, and has been done.
    private bool IsTooLateFor(object waiting, short token)
    {
        if (Interlocked.CompareExchange(ref _task, waiting, null) != s_over)
        {
            return false;
        }

        Moment moment = default;
        while (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            moment.Spin(); // the completion is in its next step
        }

        return true;
    }
}
