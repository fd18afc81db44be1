namespace Baton;

/// <summary>
/// The threads behind a <see cref="CoroutineThreadPool"/>: how many there may be, which tenant has which, how they come and go.
/// </summary>
/// <remarks>
/// <para>A worker is always in exactly one hand: the idle list's, its tenant's (until <see cref="Return"/>), or nobody's, when it
/// has been told to leave. Whoever takes it out of the idle list, or returns it, assigns its next tenant.</para>
/// <para>Nothing is started, assigned, completed or joined while <c>_gate</c> is held. Lock order: <c>_gate</c> is held alone.</para>
/// </remarks>
internal sealed class WorkerPool
{
    private readonly CoroutineThreadPoolOptions _options;
    private readonly Gate _gate = new();
    private readonly Roster _roster;    // under _gate
    private readonly PoolLife _life;    // under _gate

    internal WorkerPool(CoroutineThreadPoolOptions options, ThreadBudget budget, Action<Worker> startThread)
    {
        _options = options;
        _roster = new Roster(_gate, options.MaxThreads);
        _life = new PoolLife(_gate, _roster);
        MaxThreads = options.MaxThreads;
        Refusals = new PoolRefusals(options.Name, options.MaxThreads);
        Work = new BlockingWork(this, _gate, _roster, _life, options.QueueLimit);
        Threads = new WorkerThreads(this, _gate, _roster, _life, options, budget, startThread);
    }

    internal string Name => _options.Name;

    internal int MaxThreads { get; }

    internal PoolRefusals Refusals { get; }

    /// <summary>The blocking work, placed or waiting.</summary>
    internal BlockingWork Work { get; }

    /// <summary>The threads, as they come and go.</summary>
    internal WorkerThreads Threads { get; }

    internal PoolCounts Counts
    {
        get
        {
            using (_gate.Enter())
            {
                return new PoolCounts(_roster.Live, _roster[WorkerState.Idle], _roster[WorkerState.Hosting], Work.Queued);
            }
        }
    }

    /// <summary>Completes when the pool is closed and the last thread has ended.</summary>
    internal Task Ended => _life.Ended;

    /// <summary>Gives a coroutine to a thread, where it may run before this returns. Never queues.</summary>
    /// <exception cref="CoroutineLimitException">There is none.</exception>
    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    internal void Start(Tenant tenant)
    {
        if (TryStart(tenant, out Exception? cause))
        {
            return;
        }

        Telemetry.LimitReached(Name, MaxThreads);
        TryReclaim();
        if (!TryStart(tenant, out cause)) // tried anyway: a refusal by the system may have been a passing one
        {
            throw Refusals.NoThread(Counts, cause);
        }
    }

    /// <summary>As <see cref="Start"/>, but false when no thread is free and none may be created.</summary>
    /// <remarks>Looks for no garbage.</remarks>
    internal bool TryStartNow(Tenant tenant)
    {
        try
        {
            return TryStart(tenant, out _);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Does the pool have all the threads it may have, and nobody but the owner of <paramref name="held"/> threads has any of them?</summary>
    internal bool IsFullOf(int held)
    {
        PoolCounts now = Counts;
        return now.Live >= MaxThreads && now.Idle == 0 && now.Live <= held;
    }

    /// <summary>Looks for threads that only garbage holds; true when one has come back.</summary>
    internal bool TryReclaim()
    {
        int coroutines = Counts.Coroutines;
        return DroppedCoroutines.TryReclaim(() => Counts is var now && (now.Idle > 0 || now.Coroutines < coroutines));
    }

    /// <summary>The tenant is done with its worker: queued work gets it next, or it becomes idle, or leaves.</summary>
    /// <param name="worker">Runs no tenant any more, or is about to leave the last one.</param>
    /// <param name="tenant">The one that is done; null if it could not move in.</param>
    internal void Return(Worker worker, Tenant? tenant)
    {
        WorkItem? next;
        using (_gate.Enter())
        {
            tenant?.HasReturned = true;
            bool stays = _life.IsOpen && !worker.IsFresh;
            next = stays ? Work.Take(QueueOccasion.WorkerReturned) : null;
            WorkerState to = next is not null ? WorkerState.Working
                : stays ? WorkerState.Idle
                : _life.IsOpen && Work.Queued > 0 ? WorkerState.LeavingWithPlace // the queue's first inherits the place when the thread has ended
                : WorkerState.Leaving; // a thread that leaves makes room for a new one at once, however long it takes to be gone
            _roster.MoveTo(worker, to);
            if (to == WorkerState.Idle)
            {
                return; // from here on the worker may be another's
            }
        }

        worker.Assign(next);
    }

    /// <summary>
    /// A quarantined coroutine keeps its worker, but is no live coroutine any more. If it has ended after all, the worker is another's by now.
    /// </summary>
    internal void WriteOff(Worker worker, Tenant tenant)
    {
        using (_gate.Enter())
        {
            if (!tenant.HasReturned)
            {
                _roster.MoveTo(worker, WorkerState.WrittenOff);
            }
        }
    }

    /// <summary>Refuses everything new, fails what is queued, ends the idle threads and joins them.</summary>
    internal void Close()
    {
        bool isOver;
        using (_gate.Enter())
        {
            _life.Close();
            isOver = _life.TryEnd();
        }

        using Quiet quiet = Quiet.Begin();
        List<Worker> leaving = [];
        while (TakeIdleToLeave() is { } worker)
        {
            worker.Assign(null);
            leaving.Add(worker);
        }

        Work.Serve(QueueOccasion.Closed);
        _life.SignalEnd(isOver);
        foreach (Worker worker in leaving.Where(worker => worker.Thread != Thread.CurrentThread))
        {
            worker.Thread.Join();
        }
    }

    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    internal void ThrowIfClosed()
    {
        using (_gate.Enter())
        {
            if (!_life.IsOpen)
            {
                throw Refusals.Closed();
            }
        }
    }

    private bool TryStart(Tenant tenant, out Exception? cause)
    {
        bool ownThread = tenant.WantsFreshThread || (tenant.StackSize != 0 && tenant.StackSize != _options.StackSize);
        WorkerState occupied = tenant.IsCoroutine ? WorkerState.Hosting : WorkerState.Working;
        Worker? worker;
        Worker? evicted = null;
        cause = null;
        using (_gate.Enter())
        {
            if (!_life.IsOpen)
            {
                throw Refusals.Closed();
            }

            worker = ownThread ? null : _roster.NewestIdle;
            if (worker is not null)
            {
                _roster.MoveTo(worker, occupied);
            }
            else if (!TryTakePlace(occupied, out evicted))
            {
                return false;
            }
        }

        evicted?.Assign(null);
        if (worker is not null)
        {
            MoveIn(worker, tenant);
            return true;
        }

        if (Threads.TryCreate(tenant, occupied, ownThread, out cause))
        {
            return true;
        }

        Work.Serve(QueueOccasion.NoThread);
        return false;
    }

    // Moving in is preparation, and may fail for want of memory: then the worker is given back. The assignment is for good.
    private void MoveIn(Worker worker, Tenant tenant)
    {
        try
        {
            tenant.MoveIn(worker);
        }
        catch
        {
            Return(worker, null);
            throw;
        }

        worker.Assign(tenant);
    }

    /// <summary>Under the gate: takes a free place, or that of the worker which was idle longest.</summary>
    /// <param name="occupied">What the new worker will be.</param>
    /// <param name="evicted">To be told to leave, off the gate.</param>
    private bool TryTakePlace(WorkerState occupied, out Worker? evicted)
    {
        _gate.AssertHeld();
        evicted = null;
        if (!_roster.HasFreePlace)
        {
            evicted = _roster.OldestIdle;
            if (evicted is null)
            {
                return false;
            }

            _roster.MoveTo(evicted, WorkerState.Leaving);
        }

        _roster.TakePlace(occupied);
        return true;
    }

    private Worker? TakeIdleToLeave()
    {
        using (_gate.Enter())
        {
            Worker? worker = _roster.NewestIdle;
            if (worker is not null)
            {
                _roster.MoveTo(worker, WorkerState.LeavingWithPlace);
            }

            return worker;
        }
    }
}
