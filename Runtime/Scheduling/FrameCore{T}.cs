using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>A frame's function and its result.</summary>
internal sealed class FrameCore<T> : FrameCore
{
    private static readonly TaskCompletionSource<T> s_ended = new();

    private Func<T>? _function;
    private T _result = default!;               // before the end
    private TaskCompletionSource<T>? _task;     // interlocked: null, asked for, or s_ended
    private Task<T>? _endedTask;                // whoever asks after the end

    internal FrameCore(SchedulerCore scheduler, Func<T> function, string? name)
        : base(scheduler, name) => _function = function;

    /// <summary>It has ended: what it returned, or throws what it threw.</summary>
    internal T Result
    {
        get
        {
            ThrowFault();
            return _result;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Invoke()
    {
        Func<T> function = _function!;
        _function = null;
        _result = function();
    }

    protected override void CompleteTask()
    {
        _function = null;
        if (Interlocked.Exchange(ref _task, s_ended) is { } task)
        {
            // Not from here: a scheduler's inlined continuation is somebody else's code, and this thread has the baton.
            ThreadPool.UnsafeQueueUserWorkItem(new Completion(this, task), preferLocal: false);
        }
    }

    internal override Task<T> AsTask()
    {
        IsObserved = true; // from here on the task carries the failure
        TaskCompletionSource<T>? task = Volatile.Read(ref _task);
        if (task is null)
        {
            TaskCompletionSource<T> made = new(this, TaskCreationOptions.RunContinuationsAsynchronously);
            task = Interlocked.CompareExchange(ref _task, made, null) ?? made;
        }

        return ReferenceEquals(task, s_ended) ? EndedTask() : task.Task;
    }

    private Task<T> EndedTask()
    {
        if (Volatile.Read(ref _endedTask) is { } known)
        {
            return known;
        }

        TaskCompletionSource<T> made = new(this);
        Complete(made);
        return Interlocked.CompareExchange(ref _endedTask, made.Task, null) ?? made.Task;
    }

    private void Complete(TaskCompletionSource<T> task)
    {
        if (Fault is null)
        {
            task.SetResult(_result);
        }
        else if (Fault.SourceException is OperationCanceledException canceled)
        {
            task.SetCanceled(canceled.CancellationToken);
        }
        else
        {
            task.SetException(Fault.SourceException);
        }
    }

    private sealed class Completion(FrameCore<T> frame, TaskCompletionSource<T> task) : IThreadPoolWorkItem
    {
        public void Execute() => frame.Complete(task);
    }
}
