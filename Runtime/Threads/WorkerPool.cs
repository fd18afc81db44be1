namespace Baton;

/// <summary>
/// The threads behind a <see cref="CoroutineThreadPool"/>: who has one, who waits for one, how many there may be.
/// </summary>
/// <remarks>
/// <para>A worker is always in exactly one hand: the idle list's, its tenant's (until <see cref="Return"/>), or nobody's, when it
/// has been told to leave. Whoever takes it out of the idle list, or returns it, assigns its next tenant.</para>
/// <para>Nothing is started, assigned, completed or joined while <c>_gate</c> is held. Lock order: <c>_gate</c> is held alone.</para>
/// </remarks>
internal sealed class WorkerPool(CoroutineThreadPoolOptions options, ThreadBudget budget, Action<Worker> startThread)
{
    private const int LeastStack = 64 * 1024;

    private readonly Gate _gate = new();
    private readonly PoolRefusals _refusals = new(options.Name, options.MaxThreads);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // under _gate
    private readonly WorkQueue _queue = new(options.QueueLimit);
    private readonly IdleWorkers _idle = new();
    private int _live;          // threads that have one of the MaxThreads places; some are only being created
    private int _leaving;       // threads that have given up their places, and have not yet ended
    private int _coroutines;    // coroutines that have a thread
    private int _writtenOff;    // threads of quarantined coroutines
    private bool _closed;

    private QueueWatch? _watch; // made when first needed
    private int _created;       // interlocked: threads ever, for their names

    private enum Found
    {
        Worker,
        Place,
        Queue,
        Nothing,
        Closed,
    }

    internal string Name => options.Name;

    internal int MaxThreads { get; } = options.MaxThreads;

    internal int IdleTimeoutMilliseconds { get; } = (int)Math.Ceiling(options.IdleTimeout.TotalMilliseconds);

    internal PoolCounts Counts
    {
        get
        {
            using (_gate.Enter())
            {
                return new PoolCounts(_live, _idle.Count, _coroutines, _queue.Count);
            }
        }
    }

    /// <summary>Completes when the pool is closed and the last thread has ended.</summary>
    internal Task Ended => _ended.Task;

    // under _gate
    private bool IsOver => _closed && _live == 0 && _leaving == 0;

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
            throw _refusals.NoThread(Counts, cause);
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
    private bool TryReclaim()
    {
        int coroutines = Counts.Coroutines;
        return DroppedCoroutines.TryReclaim(() => Counts is var now && (now.Idle > 0 || now.Coroutines < coroutines));
    }

    private bool TryStart(Tenant tenant, out Exception? cause)
    {
        bool ownThread = tenant.WantsFreshThread || (tenant.StackSize != 0 && tenant.StackSize != options.StackSize);
        Worker? worker;
        Worker? evicted = null;
        cause = null;
        using (_gate.Enter())
        {
            ThrowIfClosed();
            worker = ownThread ? null : _idle.PopNewest();
            if (worker is null)
            {
                if (_live < MaxThreads)
                {
                    _live++;
                }
                else if (_idle.PopOldest() is { } idle)
                {
                    evicted = idle; // it leaves, and its place goes to the new one
                    idle.HasLeft = true;
                    _leaving++;
                }
                else
                {
                    return false;
                }
            }

            _coroutines += tenant.IsCoroutine ? 1 : 0;
        }

        evicted?.Assign(null);
        if (worker is not null)
        {
            worker.Assign(tenant);
            return true;
        }

        if (TryCreate(tenant, ownThread, out cause))
        {
            return true;
        }

        using (_gate.Enter())
        {
            _coroutines -= tenant.IsCoroutine ? 1 : 0;
        }

        ServeStranded();
        return false;
    }

    /// <summary>Gives blocking work to a thread, or queues it, or fails it.</summary>
    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    internal void Submit(WorkItem item)
    {
        using (_gate.Enter())
        {
            ThrowIfClosed();
        }

        item.RegisterCancellation();
        if (!TryPlace(item, wasQueued: false))
        {
            ServeStranded();
        }
    }

    /// <summary>
    /// Work may have queued up behind a thread that was being created, and then was not: with no other thread to come back for it, it
    /// is placed anew, one after the other, until there is a thread.
    /// </summary>
    private void ServeStranded()
    {
        while (true)
        {
            WorkItem? item;
            using (_gate.Enter())
            {
                item = _live == 0 ? _queue.Take() : null;
            }

            if (item is null)
            {
                return;
            }

            TryPlace(item, wasQueued: true);
        }
    }

    /// <returns>False when a place was to be had but no thread for it; the work is queued or has failed.</returns>
    private bool TryPlace(WorkItem item, bool wasQueued)
    {
        Exception? cause = null;
        bool mayCreate = true;
        while (true)
        {
            switch (Find(item, mayCreate, wasQueued, out Worker? worker))
            {
                case Found.Place when TryCreate(item, isFresh: false, out cause):
                    return true;
                case Found.Place:
                    mayCreate = false;
                    continue;
                case Found.Worker:
                    worker!.Assign(item);
                    return mayCreate;
                case Found.Queue:
                    OnQueued(item, wasQueued);
                    return mayCreate;
                case Found.Closed:
                    item.Fail(_refusals.Closed());
                    return mayCreate;
                default:
                    Telemetry.LimitReached(Name, MaxThreads);
                    item.Fail(_refusals.QueueFull(Counts, cause));
                    return mayCreate;
            }
        }
    }

    private void OnQueued(WorkItem item, bool wasQueued)
    {
        if (!wasQueued)
        {
            Telemetry.WorkQueued(Name);
        }

        if (NeedsVisitor)
        {
            LazyInitializer.EnsureInitialized(ref _watch, () => new QueueWatch(this)).Start();
        }

        item.WithdrawIfCanceled(); // the token may have fired before there was anything to take out
    }

    /// <summary>
    /// Does work wait that no thread may come back for? There is room for a thread, which the system refused a moment ago; or all threads belong
    /// to coroutines, which may be garbage, and the collector does not know that threads are scarce.
    /// </summary>
    internal bool NeedsVisitor
    {
        get
        {
            using (_gate.Enter())
            {
                return !_closed && _queue.Count > 0 && (_live < MaxThreads || _coroutines + _writtenOff >= _live);
            }
        }
    }

    /// <summary>Visitor, on the thread pool: looks for a thread for the queue's first. True: come again.</summary>
    internal bool LookAfterQueue()
    {
        WorkItem? item = null;
        using (_gate.Enter())
        {
            if (!_closed && _live < MaxThreads)
            {
                item = _queue.Take();
            }
        }

        if (item is not null)
        {
            if (!TryPlace(item, wasQueued: true))
            {
                ServeStranded();
            }
        }
        else if (NeedsVisitor)
        {
            TryReclaim();
        }

        return NeedsVisitor;
    }

    private Found Find(WorkItem item, bool mayCreate, bool wasQueued, out Worker? worker)
    {
        using (_gate.Enter())
        {
            worker = _closed ? null : _idle.PopNewest();
            if (_closed || worker is not null)
            {
                return _closed ? Found.Closed : Found.Worker;
            }

            if (mayCreate && _live < MaxThreads)
            {
                _live++;
                return Found.Place;
            }

            // With a live thread somebody will come back for the queue: Return takes from it, and so does Exited.
            if (_live == 0 || (!wasQueued && !_queue.HasRoomFor(item)))
            {
                return Found.Nothing;
            }

            // what has been in the queue was its first, and has its place in it already
            if (wasQueued)
            {
                _queue.PutBack(item);
            }
            else
            {
                _queue.Add(item);
            }

            return Found.Queue;
        }
    }

    /// <summary>Takes canceled work out of the queue; false when it is not there.</summary>
    internal bool TryWithdraw(WorkItem item)
    {
        using (_gate.Enter())
        {
            return _queue.TryRemove(item);
        }
    }

    /// <summary>Starts a tenant on a new thread, in a place already counted in <c>_live</c>; gives the place back when that fails.</summary>
    private bool TryCreate(Tenant tenant, bool isFresh, out Exception? cause)
    {
        cause = null;
        bool started = false;
        if (budget.TryTake())
        {
            try
            {
                string name = $"{Name} {Interlocked.Increment(ref _created)}";
                Worker worker = new(this, name, StackOf(tenant), isFresh);
                worker.Assign(tenant);
                startThread(worker);
                started = true;
            }
            catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
            {
                cause = e;
                budget.Give();
            }
        }

        if (started)
        {
            Telemetry.ThreadStarted(Name);
            return true;
        }

        GivePlaceBack();
        return false;
    }

    // with less the runtime overflows before the tenant's first line, and that ends the process
    private int StackOf(Tenant tenant) =>
        (tenant.StackSize == 0 ? options.StackSize : tenant.StackSize) is > 0 and int size ? Math.Max(size, LeastStack) : 0;

    /// <summary>The tenant is done with its worker: queued work gets it next, or it becomes idle, or leaves.</summary>
    internal void Return(Worker worker, Tenant tenant)
    {
        WorkItem? next = null;
        using (_gate.Enter())
        {
            _coroutines -= tenant.IsCoroutine ? 1 : 0;
            if (!_closed && !worker.IsFresh && (next = _queue.Take()) is null)
            {
                _idle.Push(worker);
                return;
            }

            if (next is null && _queue.Count == 0)
            {
                GiveUpPlace(worker); // otherwise the queue's first inherits it, when the thread has ended
            }
        }

        worker.Assign(next);
    }

    // under _gate: a thread that leaves makes room for a new one at once, however long it takes to be gone
    private void GiveUpPlace(Worker worker)
    {
        worker.HasLeft = true;
        _live--;
        _leaving++;
    }

    /// <summary>A quarantined coroutine keeps its worker, but is no live coroutine any more.</summary>
    internal void WriteOff()
    {
        using (_gate.Enter())
        {
            _coroutines--;
            _writtenOff++;
        }
    }

    /// <summary>A quarantined coroutine has ended after all: it counts again until its worker is returned.</summary>
    internal void Recover()
    {
        using (_gate.Enter())
        {
            _coroutines++;
            _writtenOff--;
        }
    }

    /// <summary>An idle worker's time is over. False: it has been given a tenant meanwhile, or is one of the last that stay.</summary>
    /// <param name="worker">The calling thread's.</param>
    /// <param name="isKept">It is idle, and one of those that stay.</param>
    internal bool TryRetire(Worker worker, out bool isKept)
    {
        using (_gate.Enter())
        {
            isKept = worker.IsIdle && _live <= options.MinThreads;
            if (isKept || !_idle.Remove(worker))
            {
                return false;
            }

            GiveUpPlace(worker);
            return true;
        }
    }

    /// <summary>The last thing a worker's thread does.</summary>
    internal void Exited(Worker worker)
    {
        budget.Give();
        Telemetry.ThreadEnded(Name);
        WorkItem? heir = null;
        bool ended;
        using (_gate.Enter())
        {
            if (worker.HasLeft)
            {
                _leaving--; // whoever has its place serves the queue
            }
            else if ((heir = _queue.Take()) is null)
            {
                _live--;
            }

            ended = IsOver;
        }

        SignalEnd(ended);
        if (heir is not null && !TryCreate(heir, isFresh: false, out _))
        {
            // It had inherited the place, in one step, so that nothing newer could come before it; now it is the queue's first again.
            TryPlace(heir, wasQueued: true);
            ServeStranded();
        }
    }

    private void GivePlaceBack()
    {
        bool ended;
        using (_gate.Enter())
        {
            _live--;
            ended = IsOver;
        }

        SignalEnd(ended);
        if (NeedsVisitor)
        {
            LazyInitializer.EnsureInitialized(ref _watch, () => new QueueWatch(this)).Start();
        }
    }

    private void SignalEnd(bool ended)
    {
        if (ended)
        {
            _ended.TrySetResult();
        }
    }

    /// <summary>Refuses everything new, fails what is queued, ends the idle threads and joins them.</summary>
    internal void Close()
    {
        List<Worker> leaving = [];
        List<WorkItem> refused = [];
        bool ended;
        using (_gate.Enter())
        {
            _closed = true;
            while (_idle.PopNewest() is { } worker)
            {
                leaving.Add(worker);
            }

            while (_queue.Take() is { } item)
            {
                refused.Add(item);
            }

            ended = IsOver;
        }

        leaving.ForEach(worker => worker.Assign(null));
        refused.ForEach(item => item.Fail(_refusals.Closed()));
        SignalEnd(ended);
        foreach (Worker worker in leaving.Where(worker => worker.Thread != Thread.CurrentThread))
        {
            worker.Thread.Join();
        }
    }

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw _refusals.Closed();
        }
    }
}
