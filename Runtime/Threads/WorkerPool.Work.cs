namespace Baton;

// Blocking work: placed on a thread, queued, or refused; and what becomes of the queue when a thread could not be created.
internal sealed partial class WorkerPool
{
    private enum Found
    {
        Worker,
        Place,
        Queue,
        Nothing,
        Closed,
    }

    /// <summary>Gives blocking work to a thread, or queues it, or fails it.</summary>
    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    internal void Submit(WorkItem item)
    {
        using Quiet quiet = Quiet.Begin();
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
                item = _roster.Live == 0 ? _queue.Take() : null;
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
                case Found.Place when TryCreate(item, WorkerState.Working, isFresh: false, out cause):
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
                return IsOpen && _queue.Count > 0 && (_roster.HasFreePlace || _roster.IsAllCoroutines);
            }
        }
    }

    /// <summary>Visitor, on the thread pool: looks for a thread for the queue's first. True: come again.</summary>
    internal bool LookAfterQueue()
    {
        WorkItem? item = null;
        using (_gate.Enter())
        {
            if (IsOpen && _roster.HasFreePlace)
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
            worker = IsOpen ? _roster.NewestIdle : null;
            if (!IsOpen)
            {
                return Found.Closed;
            }

            if (worker is not null)
            {
                _roster.MoveTo(worker, WorkerState.Working);
                return Found.Worker;
            }

            if (mayCreate && _roster.HasFreePlace)
            {
                _roster.TakePlace(WorkerState.Working);
                return Found.Place;
            }

            // With a live thread somebody will come back for the queue: Return takes from it, and so does Exited.
            if (_roster.Live == 0 || (!wasQueued && !_queue.HasRoomFor(item)))
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
}
