namespace Baton;

/// <inheritdoc cref="WorkItem"/>
/// <remarks>
/// Work that has run completes its task on the .NET thread pool. The task's continuations are foreign code, which may run where the task
/// completes. A worker that has been given back is no place for them: they might be given that very worker, and wait for it.
/// </remarks>
internal sealed class WorkItem<T>(WorkerPool pool, Func<T> work, CancellationToken cancellationToken)
    : WorkItem(cancellationToken), IQueuedItem
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private CancellationTokenRegistration _registration;    // the submitter, before the work can be queued
    private T _result = default!;                           // what the work returned; the worker's thread, before it queues the completion
    private Exception? _exception;                          // what the work threw; as the result
    private bool _isWithdrawn;                              // is its task yet to be canceled? the thread that cancels

    internal Task<T> Task => _completion.Task;

    IQueuedItem? IQueuedItem.Earlier { get; set; }

    internal override void Run(Worker worker)
    {
        worker.AssertOwnThread();
        Uninterrupted.Run(static item => item._registration.Unregister(), this);
        worker.Lease.Release(); // no thread waits for this one in a handoff while it works
        ExecutionContext.Run(_context ?? worker.DefaultContext, static item => ((WorkItem<T>)item!).Work(), this);
        Worker.DropPendingInterrupt(); // or it would hit a wait that comes later
        pool.Return(worker, this);
        Uninterrupted.Queue(this);
    }

    internal override void Fail(Exception exception)
    {
        Uninterrupted.Run(static item => item._registration.Unregister(), this);
        try
        {
            _completion.TrySetException(exception);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            _exception = exception;
            PostponedItems.Add(this);
        }
    }

    internal override void RegisterCancellation() => _registration = CancellationToken.UnsafeRegister(
        static (item, token) => ((WorkItem<T>)item!).Withdraw(token), this);

    internal override void WithdrawIfCanceled()
    {
        if (CancellationToken.IsCancellationRequested)
        {
            Withdraw(CancellationToken);
        }
    }

    private void Withdraw(CancellationToken token)
    {
        if (!pool.Work.TryWithdraw(this))
        {
            return;
        }

        try
        {
            _completion.TrySetCanceled(token);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            _isWithdrawn = true;
            PostponedItems.Add(this);
        }
    }

    private void Work()
    {
        try
        {
            _result = work();
        }
        catch (Exception e) // it belongs to the code that awaits the task
        {
            _exception = e;
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            Complete();
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            PostponedItems.Add(this);
        }
    }

    private void Complete()
    {
        if (_isWithdrawn || (_exception is OperationCanceledException canceled
            && canceled.CancellationToken == CancellationToken && CancellationToken.IsCancellationRequested))
        {
            _completion.TrySetCanceled(CancellationToken);
        }
        else if (_exception is not null)
        {
            _completion.TrySetException(_exception);
        }
        else
        {
            _completion.TrySetResult(_result);
        }
    }
}
