using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>A frame's function and its result.</summary>
internal sealed class FrameCore<T> : FrameCore
{
    private Func<T>? _function;                 // null once it is called, or never will be; own thread, or holder
    private T _result = default!;               // what the function returned; own thread, before the end
    private Completion? _task;                  // made for the first caller that asks, then kept; interlocked, any thread
    private volatile bool _taskGiven;           // has a user the task? The user then answers for its failure; any thread

    internal FrameCore(SchedulerCore scheduler, Func<T> function, string? name)
        : base(scheduler, name) => _function = function;

    /// <summary>After the end: what the function returned. Throws what the function threw.</summary>
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

        // A full fence lies between the publication of the end and this read. So either this read sees the task, or the caller that asks
        // for one sees the end.
        if (Interlocked.CompareExchange(ref _task, null, null) is { } task)
        {
            // The task is completed elsewhere: a continuation that a task scheduler inlines is foreign code, and this thread has the baton.
            Uninterrupted.Queue(task);
        }
    }

    internal override Task<T> AsTask()
    {
        _taskGiven = true;
        IsObserved = true; // from now on the task carries the failure
        return EndTask;
    }

    internal override Task<T> EndTask
    {
        get
        {
            if (Volatile.Read(ref _task) is not { } task)
            {
                Completion made = new(this);
                task = Interlocked.CompareExchange(ref _task, made, null) ?? made;
            }

            if (IsEnded)
            {
                Complete(task);
            }

            return task.Task;
        }
    }

    // Any thread, after the end, possibly more than once.
    private void Complete(TaskCompletionSource<T> task)
    {
        if (Fault is null)
        {
            task.TrySetResult(_result);
        }
        else if (!task.Task.IsCompleted)
        {
            Task<T> failed = Failed(Fault.Value);
            task.TrySetFromTask(failed);
            _ = failed.Exception; // marks it as seen: the other task carries the failure
            if (!_taskGiven)
            {
                _ = task.Task.Exception; // marks it as seen: the task only serves a wait, and the frame answers for the failure
            }
        }
    }

    // Ends a task as an asynchronous method does: with the exception and its stack. An OperationCanceledException makes the task canceled.
    private static async Task<T> Failed(ThrownFault fault)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        fault.Throw();
        return default!;
    }

    // The task, and what completes it: made together, so that the frame's end makes nothing.
    private sealed class Completion(FrameCore<T> frame)
        : TaskCompletionSource<T>(frame, TaskCreationOptions.RunContinuationsAsynchronously), IQueuedItem
    {
        public IQueuedItem? Earlier { get; set; }

        public void Execute()
        {
            try
            {
                frame.Complete(this);
            }
            catch (Exception e) when (NoMemory.Is(e))
            {
                PostponedItems.Add(this);
            }
        }
    }
}
