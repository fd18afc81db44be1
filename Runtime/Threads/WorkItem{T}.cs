namespace Baton;

/// <inheritdoc cref="WorkItem"/>
/// <remarks>
/// Work that has run completes its task on the .NET thread pool: what hangs on a task is other people's code, which may run wherever the task
/// completes, and a worker that has been given back is no place for that. It might be given the very worker, and wait for it.
/// </remarks>
internal sealed class WorkItem<T>(WorkerPool pool, Func<T> work, CancellationToken cancellationToken)
    : WorkItem(cancellationToken), IThreadPoolWorkItem
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private CancellationTokenRegistration _registration;
    private T _result = default!;
    private Exception? _exception;

    internal Task<T> Task => _completion.Task;

    internal override void Run(Worker worker)
    {
        worker.AssertOwnThread();
        _registration.Unregister();
        worker.Lease.Release(); // nobody waits for this thread while it works
        ExecutionContext.Run(_context ?? worker.DefaultContext, static item => ((WorkItem<T>)item!).Work(), this);
        Worker.DropPendingInterrupt(); // before the pool's gate, which could be its victim
        pool.Return(worker, this);
        Uninterrupted.Queue(this);
    }

    internal override void Fail(Exception exception)
    {
        _registration.Unregister();
        _completion.TrySetException(exception);
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
        if (pool.Work.TryWithdraw(this))
        {
            _completion.TrySetCanceled(token);
        }
    }

    private void Work()
    {
        try
        {
            _result = work();
        }
        catch (Exception e) // whatever it throws belongs to whoever awaits the task
        {
            _exception = e;
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_exception is OperationCanceledException canceled
            && canceled.CancellationToken == CancellationToken && CancellationToken.IsCancellationRequested)
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
