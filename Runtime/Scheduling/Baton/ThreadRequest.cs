namespace Baton;

/// <summary>
/// A scheduler's request for one thread, in the pool's queue. When the thread has come, the request is that thread's wait for a frame.
/// </summary>
/// <param name="scheduler">The scheduler that wants the thread.</param>
/// <param name="isUnbounded">
/// May the request wait in a queue that is full? True where other frames may wait for the frame that wants the thread. False for a run that
/// has not begun: it is refused as other work is.
/// </param>
internal sealed class ThreadRequest(SchedulerCore scheduler, bool isUnbounded) : WorkItem(scheduler.Pool, CancellationToken.None), IArrival
{
    private readonly Lane<FrameCore?> _answer = new();
    private Worker? _worker;        // the thread that has come; written by that thread, before it arrives
    private Exception? _failure;    // why no thread comes; written by the thread that calls Fail, before the request arrives

    internal SchedulerCore Scheduler => scheduler;

    /// <summary>The place among the requests that are on their way. Belongs to <see cref="ThreadRequests"/>.</summary>
    internal LinkedListNode<ThreadRequest> Sent { get => field ??= new LinkedListNode<ThreadRequest>(this); }

    /// <summary>The lane of the frame that gets the thread, unless the frame has one: made here, since nothing may fail then.</summary>
    internal Lane<Nothing> SpareLane { get; } = new();

    /// <summary>
    /// Has a frame got the thread? Until then the thread is on its way to the scheduler; without a frame it goes back to the pool. Holder.
    /// </summary>
    internal bool IsAccepted { get; private set; }

    IArrival? IArrival.Earlier { get; set; }

    internal override bool IsUnbounded => isUnbounded;

    internal override bool IsStartedWithBaton => true;

    internal override void Run(Worker worker)
    {
        _worker = worker;
        scheduler.Arrive(this);
        SpinTuner tuner = new(SpinTuner.Short);
        if (_answer.Take(worker.Lease, ref tuner) is { } frame)
        {
            worker.Host(frame);
            FrameRun.RunBound(frame, worker);
        }
        else
        {
            worker.Pool.Return(worker, this);
        }
    }

    internal override void Fail(Exception exception, bool wasQueued, bool mayCompleteHere)
    {
        _failure = exception;
        scheduler.Arrive(this);
    }

    internal override void RegisterCancellation()
    {
    }

    internal override void WithdrawIfCanceled(bool mayCompleteHere)
    {
    }

    void IArrival.Accept(SchedulerCore scheduler)
    {
        if (_failure is not null)
        {
            scheduler.Threads.OnRefused(this, _failure);
        }
        else
        {
            FrameCore? frame = scheduler.Threads.OnThread(this, _worker!);
            IsAccepted = frame is not null;
            _answer.Pass(frame);
        }
    }

    void IArrival.Refuse(SchedulerCore scheduler)
    {
        if (_worker is not null)
        {
            _answer.Pass(null);
        }
    }
}
