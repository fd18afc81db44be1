using System.Diagnostics;

namespace Baton;

/// <summary>
/// The pool behind a <see cref="CoroutineThreadPool"/>: its places, and which tenant has which worker. How threads come and go is with
/// <see cref="WorkerThreads"/>, what waits for a thread with <see cref="BlockingWork"/>; the three share the gate.
/// </summary>
/// <remarks>
/// <para><b>Who has a worker.</b> A worker belongs to the idle list, to its tenant until <see cref="Return"/>, or, once told to leave, to
/// none. The code that takes a worker off the idle list, or returns it, assigns the next tenant.</para>
/// <para><b>Prepare and commit.</b> A step looks and moves a state under the gate. Nothing there allocates, waits or runs foreign code. A
/// refusal comes before the move, and is thrown off the gate. Two things after it may fail, the moving in and the creation of a thread;
/// these give the worker or the place back. The assignment comes last, and does not fail.</para>
/// <para><b>Lock order.</b> The gate is held alone: no other lock is taken under it, nor this one under another.</para>
/// </remarks>
[StackTraceHidden]
internal sealed class WorkerPool
{
    private readonly CoroutineThreadPoolOptions _options;
    private readonly Gate _gate = new();
    private readonly Roster _roster;    // under _gate
    private readonly PoolLife _life;    // under _gate
    private readonly LookPace _pace = new(TimeProvider.System);

    internal WorkerPool(CoroutineThreadPoolOptions options, ThreadBudget budget, Action<Worker> startThread)
    {
        Errands.Prepare();
        _options = options;
        _roster = new Roster(_gate, options.MostThreads);
        _life = new PoolLife(_gate, _roster);
        Budget = budget;
        Standstill = new PoolStandstill(_gate, _roster);
        Refusals = new PoolRefusals(this);
        Work = new BlockingWork(this, _gate, _roster, _life, options);
        Threads = new WorkerThreads(this, _gate, _roster, _life, options, budget, startThread);
        Disposal = new PoolDisposal(this, _gate, _life, options.DisposeTimeout);
        Run?.Join(this);
    }

    /// <summary>The run of a test that the pool belongs to: a thread of that run has made it. Null: none.</summary>
    internal ControlledRun? Run { get; } = ControlledThread.CurrentRun;

    internal string Name => _options.Name;

    /// <summary>What all threads of the pool are paid from.</summary>
    internal ThreadBudget Budget { get; }

    /// <summary>How many places the pool has. Without a limit of its own the budget alone decides.</summary>
    internal int Places => _options.MostThreads;

    /// <summary>For people: the most threads. Without a limit of its own, what the machine can hold now; that may take a look.</summary>
    internal int MaxThreads => _options.HasLimit ? _options.MostThreads : Budget.Capacity;

    internal PoolRefusals Refusals { get; }

    /// <summary>Blocking work: its way to a thread, and its queue.</summary>
    internal BlockingWork Work { get; }

    /// <summary>Is no thread to be had, for all are busy?</summary>
    internal bool IsOutOfThreads
    {
        get
        {
            using (_gate.Enter())
            {
                return !_roster.HasFreePlace && _roster[WorkerState.Idle] == 0 && _roster[WorkerState.Leaving] == 0;
            }
        }
    }

    /// <summary>The threads of those who wait for further threads.</summary>
    internal PoolStandstill Standstill { get; }

    /// <summary>How the pool ends.</summary>
    internal PoolDisposal Disposal { get; }

    /// <summary>The threads, as they come and go.</summary>
    internal WorkerThreads Threads { get; }

    internal PoolCounts Counts
    {
        get
        {
            using (_gate.Enter())
            {
                return _roster.Counts(Work.Queued);
            }
        }
    }

    /// <summary>
    /// Gives a coroutine to a thread, where it may run before this returns. Never queues. Blocks while a thread that is on its way out
    /// ends, and while the garbage collector looks for a thread.
    /// </summary>
    /// <exception cref="CoroutineLimitException">There is no thread to be had. Nothing has changed.</exception>
    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    internal void Start(Tenant tenant)
    {
        Refusals.ThrowIfOfOtherRun();
        if (TryStartOrThrow(tenant, out Exception? first))
        {
            return;
        }

        Telemetry.LimitReached(Name, MaxThreads);
        if (first is not (IOException or UnauthorizedAccessException)) // otherwise no thread is granted, whatever is collected
        {
            TryReclaim();
        }

        if (!TryStartOrThrow(tenant, out Exception? cause)) // tried anyway: a refusal by the system may have been a passing one
        {
            throw Refusals.NoThread(Counts, cause ?? first);
        }
    }

    /// <summary>
    /// As <see cref="Start"/>, but false when no thread is free and none may be created. Does not have garbage collected. Does not fail.
    /// </summary>
    internal bool TryStartNow(Tenant tenant)
    {
        try
        {
            return TryStart(tenant, mayWait: false, out _, out _);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return false; // nothing that comes after a start can fail
        }
    }

    /// <summary>
    /// Has the pool all the threads it may have, and does the owner of <paramref name="held"/> threads have all that may come back?
    /// </summary>
    internal bool IsFullOf(int held)
    {
        PoolCounts now = Counts;
        return now.Live >= Places && now.Idle == 0 && now.Live - now.WrittenOff <= held;
    }

    /// <summary>
    /// Has the garbage collector look for threads that only garbage holds. Blocks meanwhile. True when a thread has come back.
    /// Does nothing in a run of a test: what is garbage is no part of a schedule.
    /// </summary>
    internal bool TryReclaim()
    {
        int coroutines = Counts.Coroutines;
        return Run is null && DroppedCoroutines.TryReclaim(_pace, () => Counts is var now && (now.Idle > 0 || now.Coroutines < coroutines));
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
            next = !worker.IsFresh ? Work.Take(QueueOccasion.WorkerReturned) : null;
            to = next is not null ? WorkerState.Working
                : _life.KeepsIdle && !worker.IsFresh ? WorkerState.Idle
                : WorkerState.Leaving; // keeps its place until the thread has ended; then the queue's first inherits it
            _roster.MoveTo(worker, to);
        }

        if (to != WorkerState.Idle) // otherwise another may have the worker at once
        {
            worker.Assign(next);
        }

        Commit.End();
    }

    /// <summary>
    /// A quarantined tenant keeps its worker, but is no live coroutine any more. Has no effect if the tenant has ended after all and its
    /// worker was returned.
    /// </summary>
    internal void WriteOff(Worker worker, Tenant tenant)
    {
        bool isOver = false;
        using (_gate.Enter())
        {
            if (!tenant.HasReturned)
            {
                _roster.MoveTo(worker, WorkerState.WrittenOff);
                isOver = _life.TryEnd(); // a disposal does not wait for what may never end
            }
        }

        _life.SignalEnd(isOver);
    }

    private bool TryStartOrThrow(Tenant tenant, out Exception? cause)
    {
        bool isStarted = TryStart(tenant, mayWait: true, out cause, out bool isClosed);
        return isClosed ? throw Refusals.Closed() : isStarted;
    }

    private bool TryStart(Tenant tenant, bool mayWait, out Exception? cause, out bool isClosed)
    {
        bool ownThread = tenant.WantsFreshThread || (tenant.StackSize != 0 && tenant.StackSize != _options.StackSize);
        WorkerState occupied = tenant.IsCoroutine ? WorkerState.Hosting : WorkerState.Working;
        cause = null;
        long start = 0; // when the waiting began; 0: not yet
        Worker? worker;
        while (!TryTakePlace(ownThread, occupied, out worker, out Worker? leaving, out isClosed))
        {
            if (isClosed)
            {
                return false;
            }

            if (ownThread && leaving is null)
            {
                leaving = Threads.TryEvict();
            }

            start = start == 0 ? Stopwatch.GetTimestamp() : start;
            TimeSpan left = _options.Patience - Stopwatch.GetElapsedTime(start);
            if (!mayWait || leaving is null || left <= TimeSpan.Zero || !leaving.JoinLeaving(left))
            {
                return false;
            }
        }

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

    /// <summary>Takes an idle worker, or a free place for a new one.</summary>
    /// <param name="ownThread">Does the tenant need a new one?</param>
    /// <param name="occupied">The state of the worker.</param>
    /// <param name="worker">The idle worker. Null: a place was taken, if any.</param>
    /// <param name="leaving">If neither was to be had: a worker whose place is about to become free.</param>
    /// <param name="isClosed">Was neither to be had, for the pool is closed?</param>
    private bool TryTakePlace(bool ownThread, WorkerState occupied, out Worker? worker, out Worker? leaving, out bool isClosed)
    {
        worker = leaving = null;
        using (_gate.Enter())
        {
            isClosed = !_life.IsOpen;
            if (isClosed)
            {
                return false;
            }

            worker = ownThread ? null : _roster.NewestIdle;
            if (worker is not null)
            {
                _roster.MoveTo(worker, occupied);
            }
            else if (_roster.HasFreePlace)
            {
                _roster.TakePlace(occupied);
            }
            else
            {
                leaving = _roster.OldestLeaving;
                return false;
            }

            return true;
        }
    }
}
