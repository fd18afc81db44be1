using System.Diagnostics;

namespace Baton;

/// <inheritdoc cref="WorkItem"/>
/// <remarks>
/// Work that has run sends the completion of its task elsewhere. A context or a task scheduler of the task's continuations is foreign code,
/// which runs where the task completes. A worker that has been given back is no place for it: it might be given that very worker, and wait
/// for it.
/// </remarks>
[StackTraceHidden]
internal sealed class WorkItem<T> : WorkItem, IErrand
{
    private readonly Func<T> _work;
    private readonly TaskCompletionSource<T> _completion;
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private readonly ToldThread? _told = ToldThread.Copy();
    private Completion? _sent;                              // for the end of the work, which allocates nothing; the submitter
    private CancellationTokenRegistration _registration;    // the submitter, before the work can be queued
    private T _result = default!;                           // what the work returned; the worker's thread, before it sends the completion
    private Exception? _exception;                          // what the work threw; as the result. Or why it never runs; as Fail is called
    private bool _isWithdrawn;                              // has its token taken it out of the queue? the thread that does

    internal WorkItem(WorkerPool pool, Func<T> work, CancellationToken cancellationToken)
        : base(pool, cancellationToken)
    {
        _work = work;
        _completion = TaskEnd.NewTask<T>(owner: this);
    }

    internal Task<T> Task => _completion.Task;

    internal override Task? EndsTask => Task;

    internal override void Run(Worker worker)
    {
        worker.AssertOwnThread();
        ThreadNumber = worker.ThreadNumber;
        Uninterrupted.Unregister(_registration);
        worker.Lease.Release(); // no thread waits for this one in a handoff while it works
        ToldThread.Begin(_told);
        ExecutionContext.Run(_context ?? worker.DefaultContext, s_work, this);
        Worker.DropPendingInterrupt(); // or it would hit a wait that comes later
        Pool.Return(worker, this);
        Completions.Send(_sent!);
    }

    internal override void Fail(Exception exception, bool wasQueued, bool mayCompleteHere)
    {
        Uninterrupted.Unregister(_registration);
        _exception = exception;
        if (wasQueued)
        {
            CompleteHereOrSend(mayCompleteHere);
        }
        else
        {
            TryComplete(); // nobody has the task
        }
    }

    internal override void RegisterCancellation()
    {
        _sent = new Completion(this);
        _registration = Uninterrupted.Register(
            static (item, _) => ((WorkItem<T>)item!).Withdraw(mayCompleteHere: true), this, CancellationToken);
    }

    internal override void WithdrawIfCanceled(bool mayCompleteHere)
    {
        if (CancellationToken.IsCancellationRequested)
        {
            Withdraw(mayCompleteHere);
        }
    }

    private void Withdraw(bool mayCompleteHere)
    {
        if (!Pool.Work.TryWithdraw(this))
        {
            return;
        }

        _isWithdrawn = true;
        CompleteHereOrSend(mayCompleteHere);
    }

    // At once, for the code that cancels or disposes of the pool, unless the thread is a worker or may have a baton. Whatever else has
    // found the work in the queue, a visitor, a clock, a thread between two frames, is no place for continuations.
    private void CompleteHereOrSend(bool mayCompleteHere)
    {
        if (!mayCompleteHere || Worker.Current is not null || RunsFor.StackOwner is not null || RunsFor.Body is not null)
        {
            Completions.Send(_sent!);
        }
        else
        {
            TryComplete();
        }
    }

    // Without memory an errand tries again.
    private void TryComplete()
    {
        try
        {
            Complete();
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            Errands.Send(this);
        }
    }

    private protected override void Work()
    {
        try
        {
            _result = _work();
        }
        catch (Exception e) // it belongs to the code that awaits the task
        {
            _exception = e;
        }
    }

    IErrand? IErrand.Next { get; set; }

    void IErrand.Run() => Complete();

    // No place for it is a thread that has a baton, nor a worker's.
    private void Complete()
    {
        using Elsewhere elsewhere = TaskEnd.Tell(_completion);
        if (_isWithdrawn || (CancellationToken.IsCancellationRequested && _exception is OperationCanceledException canceled
            && CausedSource.RootOf(canceled.CancellationToken) == CausedSource.RootOf(CancellationToken)))
        {
            SureEnd.Cancel(_completion, CancellationToken);
        }
        else if (_exception is not null)
        {
            SureEnd.Fail(_completion, _exception);
        }
        else
        {
            _completion.TrySetResult(_result);
        }
    }
}
