using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>A frame's function and its result.</summary>
internal sealed class FrameCore<T> : FrameCore
{
    private Func<T>? _function;                 // forgotten when it is called, or never will be; own thread, holder
    private T _result = default!;               // before the end
    private TaskCompletionSource<T>? _task;     // interlocked: of whoever asked first, then for good
    private volatile bool _taskGiven;           // to a user, who answers for the failure in it

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
    internal override void Invoke()
    {
        Func<T> function = _function!;
        _function = null;
        _result = TaskResult.Await(function());
    }

    protected override void CompleteTask()
    {
        _function = null;

        // A full fence between the end, just published, and this read: either it sees the task, or whoever asks for one sees the end.
        if (Interlocked.CompareExchange(ref _task, null, null) is { } task)
        {
            // Not from here: a scheduler's inlined continuation is somebody else's code, and this thread has the baton.
            Uninterrupted.Queue(new Completion(this, task));
        }
    }

    internal override Task<T> AsTask()
    {
        _taskGiven = true;
        IsObserved = true; // from here on the task carries the failure
        return EndTask;
    }

    internal override Task<T> EndTask
    {
        get
        {
            if (Volatile.Read(ref _task) is not { } task)
            {
                TaskCompletionSource<T> made = new(this, TaskCreationOptions.RunContinuationsAsynchronously);
                task = Interlocked.CompareExchange(ref _task, made, null) ?? made;
            }

            if (IsEnded)
            {
                Complete(task);
            }

            return task.Task;
        }
    }

    // Anybody, after the end, more than once.
    private void Complete(TaskCompletionSource<T> task)
    {
        if (Fault is null)
        {
            task.TrySetResult(_result);
        }
        else if (!task.Task.IsCompleted)
        {
            Task<T> failed = Failed(Fault);
            task.TrySetFromTask(failed);
            _ = failed.Exception; // seen: from here on it is in the task
            if (!_taskGiven)
            {
                _ = task.Task.Exception; // only somebody's wait: what becomes of the failure is up to the frame
            }
        }
    }

    // As an asynchronous method ends: with the exception itself and its stack, canceled by an OperationCanceledException.
    private static async Task<T> Failed(ExceptionDispatchInfo fault)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        fault.Throw();
        return default!;
    }

    private sealed class Completion(FrameCore<T> frame, TaskCompletionSource<T> task) : IThreadPoolWorkItem
    {
        public void Execute() => frame.Complete(task);
    }
}
