namespace Baton;

/// <summary>
/// What all disposals of a scheduler wait for: its end, or the end of the time; and then that failures, or frames that are left, were told.
/// </summary>
/// <remarks>
/// Errands end both tasks. .NET completes a task first, and then enters the locks of the threads that wait for it. An interrupt there loses
/// their waking, and no interrupt comes to the threads of errands.
/// </remarks>
internal sealed class DisposalsEnd : EndListener, IErrand
{
    private readonly SchedulerDisposal _disposal;
    private readonly TaskEnd _closed;
    private readonly TaskCompletionSource _ended = new();
    private readonly TaskCompletionSource<Nothing> _done = TaskEnd.NewTask<Nothing>();
    private readonly ActErrand<DisposalsEnd> _tell; // made before it is needed
    private readonly ActErrand<DisposalsEnd> _endAll; // as above
    private readonly ClockTimer _limit;
    private volatile bool _isLeftToThreads; // does a thread block in a disposal, which tells then? such a thread, from false to true
    private int _hasStarted; // 1: a disposal has begun; interlocked, once
    private int _isOver; // 1: the scheduler or the time has ended; interlocked

    /// <param name="disposal">What tells.</param>
    /// <param name="closed">The scheduler's end.</param>
    internal DisposalsEnd(SchedulerDisposal disposal, TaskEnd closed)
    {
        (_disposal, _closed) = (disposal, closed);
        _tell = new ActErrand<DisposalsEnd>(static self => self._disposal.TellOnce(), this);
        _endAll = new ActErrand<DisposalsEnd>(static self => self.Complete(), this);
        _limit = new ClockTimer(static self => ((DisposalsEnd)self).OnEnd(), this);
    }

    /// <summary>Ends with the scheduler, or with the time. Only threads that block hang on it.</summary>
    internal Task Ended => _ended.Task;

    /// <summary>Ends behind that, when all is told.</summary>
    internal Task Done => _done.Task;

    IErrand? IErrand.Next { get; set; }

    /// <summary>
    /// A thread is about to block until <see cref="Ended"/>, and tells then: a handler may enter a lock that this thread holds.
    /// </summary>
    internal void LeaveTellingToThreads() => _isLeftToThreads = true;

    /// <summary>A disposal has begun. Of several, the first starts it.</summary>
    internal void Start(TimeSpan left)
    {
        if (Interlocked.Exchange(ref _hasStarted, 1) != 0)
        {
            return;
        }

        _limit.Set(left);
        if (!_closed.TryListen(this))
        {
            OnEnd();
        }
    }

    internal override void OnEnd()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            Errands.SendOwn(this);
        }
    }

    /// <summary>All is told. Once.</summary>
    internal void EndAll() => Errands.Send(_endAll);

    void IErrand.Run()
    {
        _limit.End();
        TaskEnd.Forget(this);
        _ended.TrySetResult();
        if (!_isLeftToThreads)
        {
            Errands.Send(_tell); // calls handlers
        }
    }

    private void Complete()
    {
        using Elsewhere elsewhere = TaskEnd.Tell(_done);
        _done.TrySetResult(default);
    }
}
