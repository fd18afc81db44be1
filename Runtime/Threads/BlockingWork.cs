using System.Diagnostics;

namespace Baton;

/// <summary>The blocking work of a pool: it is placed on a thread, or waits in the queue for one, or is refused.</summary>
/// <remarks>
/// <para><b>Who takes from the queue.</b> <see cref="Take"/> alone, whatever happened; <see cref="QueueOccasion"/> has the table. A thread that the
/// pool has comes back for the queue when it is returned or ends. Where none may come, a <see cref="QueueWatch"/> does.</para>
/// <para><b>Who may call.</b> Any thread, off the pool's gate; what is called under it says so. No work is run, completed or failed under the gate.</para>
/// </remarks>
internal sealed class BlockingWork
{
    private readonly WorkerPool _pool;
    private readonly Gate _gate;        // the pool's
    private readonly Roster _roster;    // the pool's, under the gate
    private readonly PoolLife _life;    // the pool's, under the gate
    private readonly WorkQueue _queue;  // under the gate
    private readonly QueueWatch _watch;

    internal BlockingWork(WorkerPool pool, Gate gate, Roster roster, PoolLife life, int queueLimit)
    {
        _pool = pool;
        _gate = gate;
        _roster = roster;
        _life = life;
        _queue = new WorkQueue(gate, queueLimit);
        _watch = new QueueWatch(this);
    }

    private enum Placement
    {
        /// <summary>It is for the worker that was found.</summary>
        IdleWorker,

        /// <summary>A place is taken for it, and a thread is to be created.</summary>
        NewThread,

        /// <summary>It waits in the queue.</summary>
        Queue,

        /// <summary>There is neither a thread nor room in the queue.</summary>
        Nowhere,

        /// <summary>The pool is closed.</summary>
        Closed,
    }

    /// <summary>Under the gate: pieces of work that wait.</summary>
    internal int Queued => _queue.Count;

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
                return _life.IsOpen && _queue.Count > 0 && (_roster.HasFreePlace || _roster.IsAllCoroutines);
            }
        }
    }

    /// <summary>Gives work to a thread, or queues it, or fails it.</summary>
    /// <exception cref="ObjectDisposedException">The pool is closed. Nothing has changed.</exception>
    internal void Submit(WorkItem item)
    {
        using Quiet quiet = Quiet.Begin();
        _pool.ThrowIfClosed();
        item.RegisterCancellation();
        if (!TryPlace(item, wasQueued: false))
        {
            Serve(QueueOccasion.NoThread);
        }
    }

    /// <summary>Takes canceled work out of the queue. False when it does not wait there.</summary>
    internal bool TryWithdraw(WorkItem item)
    {
        using (_gate.Enter())
        {
            return _queue.TryRemove(item);
        }
    }

    /// <summary>Under the gate: takes the first from the queue if what has happened is for it. The caller serves it, off the gate.</summary>
    internal WorkItem? Take(QueueOccasion occasion)
    {
        _gate.AssertHeld();
        bool isForTheFirst = occasion switch
        {
            QueueOccasion.WorkerReturned or QueueOccasion.ThreadEnded => _life.IsOpen,
            QueueOccasion.NoThread => _roster.Live == 0,
            QueueOccasion.Visit => _life.IsOpen && _roster.HasFreePlace,
            QueueOccasion.Closed => true,
            _ => throw new UnreachableException(),
        };
        return isForTheFirst ? _queue.Take() : null;
    }

    /// <summary>Serves the queue, as far as what has happened is for it. True when there was something to serve.</summary>
    internal bool Serve(QueueOccasion occasion)
    {
        bool hasServed = false;
        while (TakeNow(occasion) is { } first)
        {
            hasServed = true;
            if (!TryPlace(first, wasQueued: true))
            {
                occasion = QueueOccasion.NoThread;
            }
            else if (occasion == QueueOccasion.Visit)
            {
                break; // the thread that it got goes on with the queue
            }
        }

        return hasServed;
    }

    /// <summary>For work that was given the place of a thread that has ended, under the gate: creates the thread.</summary>
    internal void Inherit(WorkItem heir)
    {
        if (!_pool.Threads.TryCreate(heir, WorkerState.Working, isFresh: false, out _))
        {
            TryPlace(heir, wasQueued: true); // the queue's first again
            Serve(QueueOccasion.NoThread);
        }
    }

    /// <summary>Has the queue visited soon if no thread may come back for it.</summary>
    internal void CallVisitor()
    {
        if (NeedsVisitor)
        {
            _watch.Start();
        }
    }

    /// <summary>Visitor, on the .NET thread pool: looks for a thread for the queue's first. True: come again.</summary>
    internal bool Visit()
    {
        if (!Serve(QueueOccasion.Visit) && NeedsVisitor)
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

    /// <returns>False when a place was to be had but no thread for it; the work is queued or has failed.</returns>
    private bool TryPlace(WorkItem item, bool wasQueued)
    {
        Exception? cause = null;
        bool mayCreate = true;
        Placement placement = Place(item, mayCreate, wasQueued, out Worker? worker);
        if (placement == Placement.NewThread)
        {
            if (_pool.Threads.TryCreate(item, WorkerState.Working, isFresh: false, out cause))
            {
                return true;
            }

            mayCreate = false;
            placement = Place(item, mayCreate, wasQueued, out worker);
        }

        switch (placement)
        {
            case Placement.IdleWorker:
                worker!.Assign(item);
                break;
            case Placement.Queue:
                OnQueued(item, wasQueued);
                break;
            case Placement.Closed:
                item.Fail(_pool.Refusals.Closed());
                break;
            default:
                Telemetry.LimitReached(_pool.Name, _pool.MaxThreads);
                item.Fail(_pool.Refusals.QueueFull(_pool.Counts, cause));
                break;
        }

        return mayCreate;
    }

    private Placement Place(WorkItem item, bool mayCreate, bool wasQueued, out Worker? worker)
    {
        worker = null;
        using (_gate.Enter())
        {
            if (!_life.IsOpen)
            {
                return Placement.Closed;
            }

            worker = _roster.NewestIdle;
            if (worker is not null)
            {
                _roster.MoveTo(worker, WorkerState.Working);
                return Placement.IdleWorker;
            }

            if (mayCreate && _roster.HasFreePlace)
            {
                _roster.TakePlace(WorkerState.Working);
                return Placement.NewThread;
            }

            // With a live thread somebody will come back for the queue.
            if (_roster.Live == 0 || (!wasQueued && !_queue.HasRoomFor(item)))
            {
                return Placement.Nowhere;
            }

            // What has been in the queue was its first, and has its place in it already.
            if (wasQueued)
            {
                _queue.PutBack(item);
            }
            else
            {
                _queue.Add(item);
            }

            return Placement.Queue;
        }
    }

    private void OnQueued(WorkItem item, bool wasQueued)
    {
        if (!wasQueued)
        {
            Telemetry.WorkQueued(_pool.Name);
        }

        CallVisitor();
        item.WithdrawIfCanceled(); // the token may have fired before there was anything to take out
    }
}
