namespace Baton;

/// <summary>
/// The pool behind a <see cref="CoroutineThreadPool"/>: its places, and which tenant has which worker. How threads come and go is with
/// <see cref="WorkerThreads"/>, what waits for a thread with <see cref="BlockingWork"/>; the three share the gate.
/// </summary>
/// <remarks>
/// <para><b>Who has a worker.</b> A worker belongs to the idle list, to its tenant until <see cref="Return"/>, or, once told to leave, to
/// none. The code that takes a worker off the idle list, or returns it, assigns the next tenant.</para>
/// <para><b>Prepare and commit.</b> A step looks and moves a state under the gate. Nothing there allocates, waits or runs foreign code,
/// and a refusal comes before the move. Two things after it may fail, the moving in and the creation of a thread; these give the worker
/// or the place back. The assignment comes last, and does not fail.</para>
/// <para><b>Lock order.</b> The gate is the innermost: no other lock is taken under it. It is entered under the gate of
/// <see cref="DroppedCoroutines"/>, and otherwise alone.</para>
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

    /// <summary>Blocking work: its way to a thread, and its queue.</summary>
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

    /// <summary>
    /// Gives a coroutine to a thread, where it may run before this returns. Never queues. Blocks while the garbage collector looks for a
    /// thread.
    /// </summary>
    /// <exception cref="CoroutineLimitException">There is no thread to be had. Nothing has changed.</exception>
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

    /// <summary>
    /// As <see cref="Start"/>, but false when no thread is free and none may be created. Does not have garbage collected. Does not fail.
    /// </summary>
    internal bool TryStartNow(Tenant tenant)
    {
        try
        {
            return TryStart(tenant, out _);
        }
        catch (Exception e) when (e is ObjectDisposedException || NoMemory.Is(e))
        {
            return false; // nothing that comes after a start can fail
        }
    }

    /// <summary>
    /// Has the pool all the threads it may have, and does the owner of <paramref name="held"/> threads have all of these?
    /// </summary>
    internal bool IsFullOf(int held)
    {
        PoolCounts now = Counts;
        return now.Live >= MaxThreads && now.Idle == 0 && now.Live <= held;
    }

    /// <summary>
    /// Has the garbage collector look for threads that only garbage holds. Blocks meanwhile. True when a thread has come back.
    /// </summary>
    internal bool TryReclaim()
    {
        int coroutines = Counts.Coroutines;
        return DroppedCoroutines.TryReclaim(() => Counts is var now && (now.Idle > 0 || now.Coroutines < coroutines));
    }

    /// <summary>
    /// The tenant is done with its worker: queued work gets the worker next, or it becomes idle, or leaves. Does not fail. The caller
    /// touches the worker no more, unless it is the worker's thread.
    /// </summary>
    /// <param name="worker">Has left the tenant, or is about to.</param>
    /// <param name="tenant">The one that is done; null if it could not move in.</param>
    internal void Return(Worker worker, Tenant? tenant)
    {
        Commit.Begin();
        WorkItem? next;
        WorkerState to;
        using (_gate.Enter())
        {
            tenant?.HasReturned = true;
            bool stays = _life.IsOpen && !worker.IsFresh && !PoolRegistry.IsLeaving;
            next = stays ? Work.Take(QueueOccasion.WorkerReturned) : null;
            to = next is not null ? WorkerState.Working
                : stays ? WorkerState.Idle
                : _life.IsOpen && Work.Queued > 0 ? WorkerState.LeavingWithPlace // which the queue's first inherits
                : WorkerState.Leaving; // makes room for a new thread at once, however long this one takes to end
            _roster.MoveTo(worker, to);
        }

        if (to != WorkerState.Idle) // otherwise another may have the worker at once
        {
            worker.Assign(next);
        }

        Commit.End();
    }

    /// <summary>
    /// A quarantined coroutine keeps its worker, but is no live coroutine any more. Has no effect if the coroutine has ended after all
    /// and its worker was returned.
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

    /// <summary>
    /// Refuses everything new, fails what is queued, ends the idle threads and joins them. Blocks until these have ended.
    /// </summary>
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
        LetIdleLeave(leaving.Add);
        Work.Serve(QueueOccasion.Closed);
        _life.SignalEnd(isOver);
        foreach (Worker worker in leaving.Where(worker => worker.Thread != Thread.CurrentThread))
        {
            worker.Thread.Join();
        }
    }

    /// <summary>Ends the idle threads. Gives them to <paramref name="leaving"/>.</summary>
    internal void LetIdleLeave(Action<Worker> leaving)
    {
        while (TakeIdleToLeave() is { } worker)
        {
            worker.Assign(null);
            leaving(worker);
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

    // Moving in may fail for want of memory: then the worker is given back. The assignment is for good.
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

    /// <summary>Under the gate: takes a free place, or the place of the worker that was idle longest.</summary>
    /// <param name="occupied">The state of the new worker.</param>
    /// <param name="evicted">The worker that lost its place, to be told to leave off the gate.</param>
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
