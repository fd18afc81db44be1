using System.Diagnostics;

namespace Baton;

/// <summary>
/// The threads behind a <see cref="CoroutineThreadPool"/>: who has one, who waits for one, how many there may be.
/// </summary>
/// <remarks>
/// <para>A worker is always in exactly one hand: the idle list's, its tenant's (until <see cref="Return"/>), or nobody's, when it
/// has been told to leave. Whoever takes it out of the idle list, or returns it, assigns its next tenant.</para>
/// <para>Nothing is started, assigned, completed or joined while <c>_gate</c> is held. Lock order: <c>_gate</c> is held alone.</para>
/// </remarks>
internal sealed partial class WorkerPool
{
    private const int LeastStack = 64 * 1024;

    private readonly CoroutineThreadPoolOptions _options;
    private readonly ThreadBudget _budget;
    private readonly Action<Worker> _startThread;
    private readonly Gate _gate = new();
    private readonly PoolRefusals _refusals;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // under _gate
    private readonly WorkQueue _queue;
    private readonly Roster _roster;
    private PoolState _state;

    private QueueWatch? _watch; // made when first needed
    private int _created;       // interlocked: threads ever, for their names

    internal WorkerPool(CoroutineThreadPoolOptions options, ThreadBudget budget, Action<Worker> startThread)
    {
        _options = options;
        _budget = budget;
        _startThread = startThread;
        _refusals = new PoolRefusals(options.Name, options.MaxThreads);
        _queue = new WorkQueue(_gate, options.QueueLimit);
        _roster = new Roster(_gate, options.MaxThreads);
        MaxThreads = options.MaxThreads;
        IdleTimeoutMilliseconds = (int)Math.Ceiling(options.IdleTimeout.TotalMilliseconds);
    }

    internal string Name => _options.Name;

    internal int MaxThreads { get; }

    internal int IdleTimeoutMilliseconds { get; }

    internal PoolCounts Counts
    {
        get
        {
            using (_gate.Enter())
            {
                return new PoolCounts(_roster.Live, _roster[WorkerState.Idle], _roster[WorkerState.Hosting], _queue.Count);
            }
        }
    }

    /// <summary>Completes when the pool is closed and the last thread has ended.</summary>
    internal Task Ended => _ended.Task;

    // under _gate
    private bool IsOpen => _state == PoolState.Open;

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
        bool ownThread = tenant.WantsFreshThread || (tenant.StackSize != 0 && tenant.StackSize != _options.StackSize);
        WorkerState occupied = tenant.IsCoroutine ? WorkerState.Hosting : WorkerState.Working;
        Worker? worker;
        Worker? evicted = null;
        cause = null;
        using (_gate.Enter())
        {
            ThrowIfClosed();
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
            worker.Assign(tenant);
            return true;
        }

        if (TryCreate(tenant, occupied, ownThread, out cause))
        {
            return true;
        }

        ServeStranded();
        return false;
    }

    /// <summary>Under the gate: takes a free place, or that of the worker which was idle longest.</summary>
    /// <param name="occupied">What the new worker will be.</param>
    /// <param name="evicted">To be told to leave, off the gate.</param>
    private bool TryTakePlace(WorkerState occupied, out Worker? evicted)
    {
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

    /// <summary>Starts a tenant on a new thread, in a place that it has taken; gives the place back when that fails.</summary>
    private bool TryCreate(Tenant tenant, WorkerState occupied, bool isFresh, out Exception? cause)
    {
        cause = null;
        bool started = false;
        if (_budget.TryTake())
        {
            try
            {
                string name = $"{Name} {Interlocked.Increment(ref _created)}";
                Worker worker = new(this, name, StackOf(tenant), isFresh, occupied);
                worker.Assign(tenant);
                _startThread(worker);
                started = true;
            }
            catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
            {
                cause = e;
                _budget.Give();
            }
        }

        if (started)
        {
            Telemetry.ThreadStarted(Name);
            return true;
        }

        GivePlaceBack(occupied);
        return false;
    }

    // with less the runtime overflows before the tenant's first line, and that ends the process
    private int StackOf(Tenant tenant) =>
        (tenant.StackSize == 0 ? _options.StackSize : tenant.StackSize) is > 0 and int size ? Math.Max(size, LeastStack) : 0;

    /// <summary>Refuses everything new, fails what is queued, ends the idle threads and joins them.</summary>
    internal void Close()
    {
        List<Worker> leaving = [];
        List<WorkItem> refused = [];
        bool isOver;
        using (_gate.Enter())
        {
            if (IsOpen)
            {
                MoveTo(PoolState.Closed);
            }

            while (_roster.NewestIdle is { } worker)
            {
                _roster.MoveTo(worker, WorkerState.LeavingWithPlace);
                leaving.Add(worker);
            }

            while (_queue.Take() is { } item)
            {
                refused.Add(item);
            }

            isOver = TryEnd();
        }

        using Quiet quiet = Quiet.Begin();
        leaving.ForEach(worker => worker.Assign(null));
        refused.ForEach(item => item.Fail(_refusals.Closed()));
        SignalEnd(isOver);
        foreach (Worker worker in leaving.Where(worker => worker.Thread != Thread.CurrentThread))
        {
            worker.Thread.Join();
        }
    }

    // under _gate: true for the one that ended it, who signals
    private bool TryEnd()
    {
        bool ends = _state == PoolState.Closed && _roster.IsEmpty;
        if (ends)
        {
            MoveTo(PoolState.Over);
        }

        return ends;
    }

    private void MoveTo(PoolState to)
    {
        _gate.AssertHeld();
        Debug.Assert(
            (_state, to) is (PoolState.Open, PoolState.Closed) or (PoolState.Closed, PoolState.Over), $"a pool went from {_state} to {to}");
        _state = to;
    }

    private void ThrowIfClosed()
    {
        _gate.AssertHeld();
        if (!IsOpen)
        {
            throw _refusals.Closed();
        }
    }
}
