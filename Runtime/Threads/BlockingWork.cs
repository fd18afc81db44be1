using System.Diagnostics;

namespace Baton;

/// <summary>The blocking work of a pool: placed on a thread, or waiting in the queue for one, or refused.</summary>
/// <remarks>
/// <para><b>What takes from the queue.</b> <see cref="Take"/> alone: <see cref="QueueOccasion"/> has the table. Each thread of the pool
/// comes back for the queue when it is returned, or ends. Where none may come, a <see cref="QueueWatch"/> comes.</para>
/// <para><b>Who may call.</b> Any thread, off the pool's gate, unless a method says otherwise. Off the gate work is run and ended.</para>
/// </remarks>
[StackTraceHidden]
internal sealed class BlockingWork
{
    private readonly WorkerPool _pool;
    private readonly Gate _gate;        // the pool's
    private readonly Roster _roster;    // the pool's, under the gate
    private readonly PoolLife _life;    // the pool's, under the gate
    private readonly WorkQueue _queue;  // under the gate
    private readonly FullPoolWatch _full;
    private readonly QueueWatch _watch; // made with the pool, so that a visit can be called for whenever it is needed

    internal BlockingWork(WorkerPool pool, Gate gate, Roster roster, PoolLife life, CoroutineThreadPoolOptions options)
    {
        _pool = pool;
        _gate = gate;
        _roster = roster;
        _life = life;
        _queue = new WorkQueue(gate, options.QueueLimit);
        _full = new FullPoolWatch(pool, options.FullPoolInterval);
        _watch = new QueueWatch(this, options.Patience);
    }

    /// <summary>Under the gate: pieces of work that wait.</summary>
    internal int Queued => _queue.Count;

    internal WorkQueue Queue => _queue;

    /// <summary>Does work wait that no thread may come back for?</summary>
    /// <remarks>
    /// Either there is room for a thread, which the system refused a moment ago. Or coroutines have threads: they may be garbage, and the
    /// collector does not know that threads are scarce. Other threads, which are busy, may be busy for ever.
    /// </remarks>
    internal bool NeedsVisitor
    {
        get
        {
            using (_gate.Enter())
            {
                return _life.IsOpen && _queue.Count > 0 && (_roster.HasFreePlace || _roster[WorkerState.Hosting] > 0);
            }
        }
    }

    /// <summary>Pieces of work that have left the queue for a thread, or for good.</summary>
    internal long Taken
    {
        get
        {
            using (_gate.Enter())
            {
                return _queue.Taken;
            }
        }
    }

    // Has each thread of the pool a coroutine, so that none comes back for the queue by itself?
    private bool IsAllCoroutines
    {
        get
        {
            using (_gate.Enter())
            {
                return _roster.IsAllCoroutines;
            }
        }
    }

    /// <summary>The first that wait in the queue, <paramref name="most"/> of them at most, as they were a moment ago.</summary>
    internal List<WorkItem> FirstOf(int most)
    {
        List<WorkItem> first = new(most);
        using (_gate.Enter())
        {
            _queue.AddTo(first);
        }

        return first;
    }

    /// <summary>Gives work to a thread, or queues it, or fails it. Does not block.</summary>
    /// <exception cref="ObjectDisposedException">The pool is closed. Nothing has changed.</exception>
    internal void Submit(WorkItem item)
    {
        using Quiet quiet = Quiet.Begin();
        _pool.Refusals.ThrowIfOfOtherRun();
        if (_life.IsClosed)
        {
            throw _pool.Refusals.Closed();
        }

        item.RegisterCancellation();
        if (!TryPlace(item, wasQueued: false))
        {
            Serve(QueueOccasion.NoThread);
        }
    }

    /// <summary>Takes canceled work out of the queue. False when the work does not wait there. Does not fail.</summary>
    internal bool TryWithdraw(WorkItem item)
    {
        using (_gate.Enter())
        {
            return _queue.TryRemove(item);
        }
    }

    /// <summary>
    /// Under the gate: takes the first from the queue, if the queue is to be served on this occasion. Off the gate the caller serves what
    /// was taken.
    /// </summary>
    internal WorkItem? Take(QueueOccasion occasion)
    {
        _gate.AssertHeld();
        bool isServed = occasion switch
        {
            QueueOccasion.WorkerReturned or QueueOccasion.ThreadEnded => _life.IsOpen,
            QueueOccasion.NoThread => _roster.Live == 0,
            QueueOccasion.Visit => _life.IsOpen && _roster.HasFreePlace,
            QueueOccasion.Closed => true,
            _ => throw new UnreachableException(),
        };
        return isServed ? _queue.Take() : null;
    }

    /// <summary>Serves the queue as the table of <see cref="QueueOccasion"/> says.</summary>
    internal void Serve(QueueOccasion occasion)
    {
        while (TakeNow(occasion) is { } first)
        {
            if (!TryPlace(first, wasQueued: true, isDisposing: occasion == QueueOccasion.Closed))
            {
                occasion = QueueOccasion.NoThread;
            }
            else if (occasion == QueueOccasion.Visit)
            {
                break; // its thread, or the next visit, goes on with the queue
            }
        }
    }

    /// <summary>Creates a thread for <paramref name="heir"/>, which was given the place of a thread that has ended.</summary>
    internal void Inherit(WorkItem heir)
    {
        if (!TryCreate(heir, wasQueued: true, out _))
        {
            TryPlace(heir, wasQueued: true); // it is the queue's first again
            Serve(QueueOccasion.NoThread);
        }
    }

    /// <summary>Has the queue visited soon if no thread may come back for it.</summary>
    internal void CallVisitor()
    {
        if (_pool.Run is null && NeedsVisitor)
        {
            _watch.Start();
        }
    }

    /// <summary>Visitor: looks for a thread for the queue's first. May block for half a second. True: come again.</summary>
    /// <param name="stands">Has the queue stood still for a while?</param>
    internal bool Visit(bool stands)
    {
        Serve(QueueOccasion.Visit);
        if (NeedsVisitor && (stands || IsAllCoroutines))
        {
            _pool.TryReclaim();
        }

        return NeedsVisitor;
    }

    private WorkItem? TakeNow(QueueOccasion occasion)
    {
        using (_gate.Enter())
        {
            return Take(occasion);
        }
    }

    /// <summary>Finds a thread for work, or queues it, or fails it.</summary>
    /// <param name="item">The work.</param>
    /// <param name="wasQueued">Was it taken from the queue?</param>
    /// <param name="isDisposing">Does the code call that disposes of the pool? Continuations of the work's task may run there.</param>
    /// <returns>False when a place was to be had but no thread for it. The work has been queued, or has failed, all the same.</returns>
    private bool TryPlace(WorkItem item, bool wasQueued, bool isDisposing = false)
    {
        Exception? cause = null;
        bool mayCreate = true;
        WorkPlacement placement = Place(item, mayCreate, wasQueued, out Worker? worker);
        if (placement == WorkPlacement.NewThread)
        {
            if (TryCreate(item, wasQueued, out cause))
            {
                return true;
            }

            mayCreate = false;
            placement = Place(item, mayCreate, wasQueued, out worker);
        }

        switch (placement)
        {
            case WorkPlacement.IdleWorker:
                worker!.Assign(item);
                break;
            case WorkPlacement.Queue:
                OnQueued(item, wasQueued);
                break;
            case WorkPlacement.Closed:
                item.Fail(_pool.Refusals.OfWork(placement, cause), wasQueued, isDisposing);
                break;
            default:
                Telemetry.LimitReached(_pool.Name, _pool.MaxThreads, later: wasQueued || item.IsStartedWithBaton);
                item.Fail(_pool.Refusals.OfWork(placement, cause), wasQueued, mayCompleteHere: false);
                break;
        }

        return mayCreate;
    }

    // Work from the queue belongs to nobody else by now: a want of memory is a refusal for it.
    private bool TryCreate(WorkItem item, bool wasQueued, out Exception? cause)
    {
        try
        {
            return _pool.Threads.TryCreate(item, WorkerState.Working, isFresh: false, out cause, tellLater: wasQueued);
        }
        catch (Exception e) when (wasQueued && NoMemory.Is(e))
        {
            cause = null;
            return false;
        }
    }

    private WorkPlacement Place(WorkItem item, bool mayCreate, bool wasQueued, out Worker? worker)
    {
        worker = null;
        using (_gate.Enter())
        {
            if (!_life.IsOpen)
            {
                return WorkPlacement.Closed;
            }

            worker = _roster.NewestIdle;
            if (worker is not null)
            {
                _roster.MoveTo(worker, WorkerState.Working);
                return WorkPlacement.IdleWorker;
            }

            if (mayCreate && _roster.HasFreePlace)
            {
                _roster.TakePlace(WorkerState.Working);
                return WorkPlacement.NewThread;
            }

            // A live thread will come back for the queue.
            if (_roster.Live == 0 || (!wasQueued && !_queue.HasRoomFor(item)))
            {
                return WorkPlacement.Nowhere;
            }

            // What was taken from the queue was its first, and needs no room.
            if (wasQueued)
            {
                _queue.PutBack(item);
            }
            else
            {
                _queue.Add(item);
            }

            return WorkPlacement.Queue;
        }
    }

    private void OnQueued(WorkItem item, bool wasQueued)
    {
        if (!wasQueued)
        {
            Telemetry.WorkQueued(_pool.Name, later: item.IsStartedWithBaton);
        }

        _full.Start();
        CallVisitor();
        item.WithdrawIfCanceled(mayCompleteHere: !wasQueued); // the token may have fired before the work was in the queue
    }
}
