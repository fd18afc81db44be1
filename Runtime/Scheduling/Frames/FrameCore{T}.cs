using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>A frame's function and its result.</summary>
[StackTraceHidden]
internal sealed class FrameCore<T> : FrameCore, IHasTaskEnd, IErrand
{
    private Func<T>? _function;                 // null once it is called, or never will be; own thread, or holder
    private volatile string? _functionName;     // set before the function is forgotten; null: it was given a name; own thread
    private T _result = default!;               // what the function returned; own thread, before the end
    private EndSource? _task;                   // made for the first caller that asks, then kept; interlocked, any thread
    private TaskEnd? _taskEnd;                  // for the library's waits for the task; interlocked, any thread
    private Frame? _handle;                     // for a scope's users; interlocked, any thread
    private volatile bool _taskGiven;           // has a user the task? The user then answers for its failure; any thread

    internal FrameCore(SchedulerCore scheduler, Func<T> function, string? name)
        : base(scheduler, name) => _function = function;

    /// <summary>After the end: what the function returned. Throws what the function threw.</summary>
    internal T Result
    {
        get
        {
            this.ThrowFault();
            return _result;
        }
    }

    internal override string? FunctionName =>
        Volatile.Read(ref _function) is { } function ? Baton.FunctionName.Of(function) : _functionName;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Invoke()
    {
        Func<T> function = _function!;
        _functionName = Name is null ? Baton.FunctionName.Of(function) : null;
        Volatile.Write(ref _function, null);
        _result = Scope is { Rules.OnFailure: not null } scope ? Supervisor.Call(scope, this, function) : TaskResult.Call(function);
    }

    internal override Frame Handle
    {
        get
        {
            if (Volatile.Read(ref _handle) is not { } handle)
            {
                Frame made = this is FrameCore<Nothing> core ? Frame.Of(core) : new Frame<T>(this);
                handle = Interlocked.CompareExchange(ref _handle, made, null) ?? made;
            }

            return handle;
        }
    }

    protected override void CompleteTask()
    {
        _function = null;

        // A full fence lies between the publication of the end and this read. So either this read sees the task, or the caller that asks
        // for one sees the end.
        if (Interlocked.CompareExchange(ref _task, null, null) is { } task)
        {
            // The task is completed elsewhere: a context or a task scheduler that it asks is foreign code, and this thread has the baton.
            task.Send();
        }
    }

    IErrand? IErrand.Next { get; set; }

    void IErrand.Run()
    {
        Task<T>? failed = Fault is { } fault ? Failed(fault) : null; // first: once the end is told, others wait for the task
        Interlocked.CompareExchange(ref _taskEnd, TaskEnd.Over, null)?.Tell();
        using Elsewhere elsewhere = Elsewhere.Begin();
        Complete(_task!, failed, _taskGiven);
    }

    /// <summary>Any thread, with the task in hand. A task that was made after the end is complete, and no code asks for its end.</summary>
    TaskEnd IHasTaskEnd.TaskEnd
    {
        get
        {
            if (Volatile.Read(ref _taskEnd) is not { } end)
            {
                TaskEnd made = new();
                end = Interlocked.CompareExchange(ref _taskEnd, made, null) ?? made;
            }

            return end;
        }
    }

    internal override Task<T> AsTask()
    {
        IsObserved = true; // from now on the task carries the failure
        return GetTask(forUser: true);
    }

    internal override int Steps => Scheduler.Ready.Turns;

    internal override Task? EndsTask => Volatile.Read(ref _task)?.Task;

    internal override Task<T> EndTask => GetTask(forUser: false);

    private Task<T> GetTask(bool forUser)
    {
        if (forUser && !IsEnded)
        {
            _taskGiven = true; // before the end can complete the task: its failure would count as seen
        }

        EndSource? task = Volatile.Read(ref _task);
        if (task is null && !IsEnded)
        {
            EndSource made = new(this);
            task = Interlocked.CompareExchange(ref _task, made, null);
            if (task is null)
            {
                task = made;
                if (IsEnded)
                {
                    made.Send(); // the end may have come too early to see the task
                }
            }
        }

        if (task is null || (IsEnded && !task.Task.IsCompleted))
        {
            return NewEndedTask(forUser);
        }

        return task.Task;
    }

    // After the end. Another task may be on its way to its completion, and have continuations that must not run on this thread.
    private Task<T> NewEndedTask(bool forUser)
    {
        EndSource ended = new(this);
        Complete(ended, Fault is { } fault ? Failed(fault) : null, forUser);
        Interlocked.CompareExchange(ref _task, ended, null);
        return ended.Task;
    }

    // Any thread, after the end, possibly more than once. failed: null if the frame has not failed.
    private void Complete(TaskCompletionSource<T> task, Task<T>? failed, bool isGiven)
    {
        if (failed is null)
        {
            task.TrySetResult(_result);
        }
        else
        {
            SureEnd.EndAs(task, failed);
            _ = failed.Exception; // marks it as seen: the other task carries the failure
            if (!isGiven)
            {
                _ = task.Task.Exception; // marks it as seen: the task only serves a wait, and the frame answers for the failure
            }
        }
    }

    // Ends a task as an asynchronous method does: with the exception and its stack. An OperationCanceledException makes the task canceled.
    // No such method itself: a trace would show it. It throws, and so runs the handlers of FirstChanceException: no thread may wait for it.
    private static Task<T> Failed(ThrownFault fault)
    {
        AsyncTaskMethodBuilder<T> task = AsyncTaskMethodBuilder<T>.Create();
        try
        {
            fault.Throw();
        }
        catch (Exception e) // for the task
        {
            task.SetException(e);
        }

        return task.Task;
    }

    /// <summary>The source of the task, and the completion to be sent: made together, so that the frame's end makes nothing.</summary>
    private sealed class EndSource(FrameCore<T> frame) : TaskCompletionSource<T>(frame)
    {
        private readonly Completion _completion = new(frame);
        private int _isSent; // 1: it is on its way, or has arrived; interlocked, any thread

        /// <summary>Any thread, once the frame has ended: sends the completion, once. Does not fail.</summary>
        internal void Send()
        {
            if (Interlocked.Exchange(ref _isSent, 1) == 0)
            {
                Completions.Send(_completion);
            }
        }
    }
}
