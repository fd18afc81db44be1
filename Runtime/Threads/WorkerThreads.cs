namespace Baton;

/// <summary>
/// The threads of a pool as they come and go. A thread is created in a place that was taken for it; <see cref="WorkerState"/> has the
/// table of how the place is given back.
/// </summary>
/// <remarks>All methods are called off the pool's gate.</remarks>
internal sealed class WorkerThreads
{
    private const int LeastStack = 64 * 1024;

    private readonly WorkerPool _pool;
    private readonly Gate _gate;        // the pool's
    private readonly Roster _roster;    // the pool's, under the gate
    private readonly PoolLife _life;    // the pool's, under the gate
    private readonly CoroutineThreadPoolOptions _options;
    private readonly ThreadBudget _budget;
    private readonly Action<Worker> _startThread;
    private int _created;               // threads ever, for their names; interlocked

    internal WorkerThreads(
        WorkerPool pool,
        Gate gate,
        Roster roster,
        PoolLife life,
        CoroutineThreadPoolOptions options,
        ThreadBudget budget,
        Action<Worker> startThread)
    {
        _pool = pool;
        _gate = gate;
        _roster = roster;
        _life = life;
        _options = options;
        _budget = budget;
        _startThread = startThread;
        IdleTimeoutMilliseconds = (int)Math.Ceiling(options.IdleTimeout.TotalMilliseconds);
    }

    /// <summary>So long an idle thread waits for a tenant before it asks whether it may leave. −1: for ever.</summary>
    internal int IdleTimeoutMilliseconds { get; }

    /// <summary>
    /// Starts a tenant on a new thread, in a place that was taken for it. All is preparation, up to the start of the thread.
    /// </summary>
    /// <param name="tenant">Runs on the thread, perhaps before this returns.</param>
    /// <param name="occupied">The state in which the place is counted.</param>
    /// <param name="isFresh">Does the thread end with this tenant?</param>
    /// <param name="cause">What the system answered, if it refused.</param>
    /// <param name="tellLater">Is the calling thread no place for listeners?</param>
    /// <returns>False when there was no thread to be had. The place is given back then, and also when this throws.</returns>
    internal bool TryCreate(Tenant tenant, WorkerState occupied, bool isFresh, out Exception? cause, bool tellLater = false)
    {
        bool isStarted = false;
        try
        {
            isStarted = TryStart(tenant, occupied, isFresh, out cause)
                || (cause is not null && IdleThreads.End(_budget, 1) && TryStart(tenant, occupied, isFresh, out cause));
        }
        finally
        {
            if (!isStarted)
            {
                GiveUpPlace(occupied);
            }
        }

        if (isStarted)
        {
            Telemetry.ThreadStarted(_options.Name, later: tellLater || tenant.IsStartedWithBaton);
        }

        return isStarted;
    }

    // What the system refuses is a measurement for the budget.
    private bool TryStart(Tenant tenant, WorkerState occupied, bool isFresh, out Exception? cause)
    {
        if (!_budget.TryTake(afresh: false, out cause) && !IdleThreads.TryMakeRoom(_budget, ref cause))
        {
            return false;
        }

        bool isStarted = false;
        try
        {
            string name = $"{_options.Name} {Interlocked.Increment(ref _created)}";
            Worker worker = new(_pool, name, StackOf(tenant), isFresh, occupied);
            tenant.MoveIn(worker);
            worker.Assign(tenant);
            isStarted = TryStart(worker, out cause);
        }
        finally
        {
            if (!isStarted)
            {
                Refund(cause);
            }
        }

        return isStarted;
    }

    // A heap that is full throws out of what comes before this, and says nothing of how many threads there can be.
    private bool TryStart(Worker worker, out Exception? cause)
    {
        try
        {
            _startThread(worker);
            cause = null;
            return true;
        }
        catch (OutOfMemoryException e)
        {
            cause = e;
        }
        catch (ThreadStartException e)
        {
            cause = e;
        }

        return false;
    }

    private void Refund(Exception? cause)
    {
        if (cause is not null)
        {
            _budget.OnRefused(cause);
        }

        _budget.Give();
    }

    /// <summary>The worker's thread, before its first tenant.</summary>
    internal void Enter(Worker worker)
    {
        worker.AssertOwnThread();
        using (_gate.Enter())
        {
            _roster.Enter(worker);
        }
    }

    /// <summary>The workers that are busy, as they were a moment ago.</summary>
    internal List<Worker> Busy
    {
        get
        {
            List<Worker> busy = new(_pool.Counts.Live + Math.Max(4, _pool.Counts.Live / 4));
            using (_gate.Enter())
            {
                _roster.AddBusyTo(busy);
            }

            return busy;
        }
    }

    /// <summary>The workers that are written off, as they were a moment ago.</summary>
    internal List<Worker> WrittenOff
    {
        get
        {
            List<Worker> gone = new(_pool.Counts.WrittenOff + 4);
            using (_gate.Enter())
            {
                _roster.AddWrittenOffTo(gone);
            }

            return gone;
        }
    }

    /// <summary>The worker's thread, when its time is over: may it leave? Does not fail.</summary>
    /// <param name="worker">The calling thread's. If it is not idle any more, it stays, for it is about to be given a tenant.</param>
    /// <param name="isKept">True: the worker is idle, and stays as one of the pool's last.</param>
    internal bool TryRetire(Worker worker, out bool isKept)
    {
        using (_gate.Enter())
        {
            isKept = worker.IsIdle && _roster.Staying <= _options.MinThreads;
            if (isKept || !worker.IsIdle)
            {
                return false;
            }

            _roster.MoveTo(worker, WorkerState.Leaving);
            return true;
        }
    }

    /// <summary>
    /// Takes the place of the idle worker that was not needed for longest, and tells it to leave. Null: no worker is idle. Does not wait:
    /// the place is free when the thread has ended (<see cref="Worker.JoinLeaving"/>).
    /// </summary>
    internal Worker? TryEvict()
    {
        Worker? worker;
        using (_gate.Enter())
        {
            worker = _roster.OldestIdle;
            if (worker is not null)
            {
                _roster.MoveTo(worker, WorkerState.Leaving);
            }
        }

        worker?.Assign(null);
        return worker;
    }

    /// <summary>
    /// The worker's thread, as its last act. Telemetry's listeners run first, before anything has changed: a thread counts until no foreign
    /// code runs on it any more.
    /// </summary>
    internal void Exited(Worker worker)
    {
        worker.AssertOwnThread();
        Telemetry.ThreadEnded(_options.Name);
        _budget.Give();
        WorkItem? heir;
        bool isOver;
        using (_gate.Enter())
        {
            _roster.MoveTo(worker, WorkerState.Ended);
            heir = _pool.Work.Take(QueueOccasion.ThreadEnded);
            if (heir is not null)
            {
                _roster.TakePlace(WorkerState.Working);
            }

            isOver = _life.TryEnd();
        }

        _life.SignalEnd(isOver);
        if (heir is not null)
        {
            _pool.Work.Inherit(heir);
        }
    }

    private void GiveUpPlace(WorkerState occupied)
    {
        bool isOver;
        using (_gate.Enter())
        {
            _roster.GiveUpPlace(occupied);
            isOver = _life.TryEnd();
        }

        _life.SignalEnd(isOver);
        _pool.Work.CallVisitor();
    }

    // With less the runtime overflows before the tenant's first line, and that ends the process.
    private int StackOf(Tenant tenant) =>
        (tenant.StackSize == 0 ? _options.StackSize : tenant.StackSize) is > 0 and int size ? Math.Max(size, LeastStack) : 0;
}
