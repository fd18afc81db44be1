namespace Baton;

/// <summary>
/// The threads of a pool as they come and go: each is created in a place that was taken for it, and gives the place back when it ends, or before.
/// </summary>
/// <remarks>Off the pool's gate, each of these; <see cref="WorkerState"/> says what they do under it.</remarks>
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
    private int _created;               // interlocked: threads ever, for their names

    internal WorkerThreads(
        WorkerPool pool, Gate gate, Roster roster, PoolLife life, CoroutineThreadPoolOptions options, ThreadBudget budget, Action<Worker> startThread)
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

    /// <summary>So long a thread waits for a tenant before it asks whether it may leave; −1: for ever.</summary>
    internal int IdleTimeoutMilliseconds { get; }

    /// <summary>Starts a tenant on a new thread, in a place that was taken for it. Everything up to the start of the thread is preparation.</summary>
    /// <param name="tenant">Whose thread it will be.</param>
    /// <param name="occupied">The state in which the place is counted.</param>
    /// <param name="isFresh">Does the thread end with this tenant?</param>
    /// <param name="cause">What the system answered, if it refused.</param>
    /// <returns>False when there was no thread to be had. The place is given back then, as it is when this throws.</returns>
    internal bool TryCreate(Tenant tenant, WorkerState occupied, bool isFresh, out Exception? cause)
    {
        cause = null;
        bool isPaid = false;
        bool isStarted = false;
        try
        {
            isPaid = _budget.TryTake();
            if (isPaid)
            {
                string name = $"{_options.Name} {Interlocked.Increment(ref _created)}";
                Worker worker = new(_pool, name, StackOf(tenant), isFresh, occupied);
                tenant.MoveIn(worker);
                worker.Assign(tenant);
                _startThread(worker);
                isStarted = true;
            }
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            cause = e;
        }
        finally
        {
            if (!isStarted)
            {
                GiveUpPlace(occupied, isPaid);
            }
        }

        if (isStarted)
        {
            Telemetry.ThreadStarted(_options.Name);
        }

        return isStarted;
    }

    /// <summary>The worker's thread, when its time is over. False: it is not idle any more, or is one of the last that stay.</summary>
    /// <param name="worker">The calling thread's.</param>
    /// <param name="isKept">It is idle, and one of those that stay.</param>
    internal bool TryRetire(Worker worker, out bool isKept)
    {
        using (_gate.Enter())
        {
            isKept = worker.IsIdle && _roster.Live <= _options.MinThreads;
            if (isKept || !worker.IsIdle)
            {
                return false;
            }

            _roster.MoveTo(worker, WorkerState.Leaving);
            return true;
        }
    }

    /// <summary>The worker's thread, as its last act.</summary>
    internal void Exited(Worker worker)
    {
        worker.AssertOwnThread();
        _budget.Give();
        Telemetry.ThreadEnded(_options.Name);
        WorkItem? heir;
        bool isOver;
        using (_gate.Enter())
        {
            bool hadPlace = worker.State == WorkerState.LeavingWithPlace;
            _roster.MoveTo(worker, WorkerState.Ended);
            heir = hadPlace ? _pool.Work.Take(QueueOccasion.ThreadEnded) : null; // otherwise whoever has its place serves the queue
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

    private void GiveUpPlace(WorkerState occupied, bool isPaid)
    {
        if (isPaid)
        {
            _budget.Give();
        }

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
