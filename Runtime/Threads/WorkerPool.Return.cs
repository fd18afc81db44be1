namespace Baton;

// How workers come back: to the next tenant, to the idle list, or to their end.
internal sealed partial class WorkerPool
{
    /// <summary>The tenant is done with its worker: queued work gets it next, or it becomes idle, or leaves.</summary>
    internal void Return(Worker worker, Tenant tenant)
    {
        WorkItem? next;
        using (_gate.Enter())
        {
            tenant.HasReturned = true;
            bool stays = IsOpen && !worker.IsFresh;
            next = stays ? _queue.Take() : null;
            if (stays)
            {
                _roster.MoveTo(worker, next is null ? WorkerState.Idle : WorkerState.Working);
            }
            else
            {
                // a thread that leaves makes room for a new one at once, however long it takes to be gone; or the queue's first inherits its place
                _roster.MoveTo(worker, _queue.Count == 0 ? WorkerState.Leaving : WorkerState.LeavingWithPlace);
            }

            if (stays && next is null)
            {
                return;
            }
        }

        worker.Assign(next);
    }

    /// <summary>
    /// A quarantined coroutine keeps its worker, but is no live coroutine any more. If it has ended meanwhile after all, the worker is another's.
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

    /// <summary>An idle worker's time is over. False: it has been given a tenant meanwhile, or is one of the last that stay.</summary>
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

    /// <summary>The last thing a worker's thread does.</summary>
    internal void Exited(Worker worker)
    {
        _budget.Give();
        Telemetry.ThreadEnded(Name);
        WorkItem? heir;
        bool isOver;
        using (_gate.Enter())
        {
            bool hadPlace = worker.State == WorkerState.LeavingWithPlace;
            _roster.MoveTo(worker, WorkerState.Ended);
            heir = hadPlace ? _queue.Take() : null; // otherwise whoever has its place serves the queue
            if (heir is not null)
            {
                _roster.TakePlace(WorkerState.Working);
            }

            isOver = TryEnd();
        }

        SignalEnd(isOver);
        if (heir is not null && !TryCreate(heir, WorkerState.Working, isFresh: false, out _))
        {
            // It had inherited the place, in one step, so that nothing newer could come before it; now it is the queue's first again.
            TryPlace(heir, wasQueued: true);
            ServeStranded();
        }
    }

    private void GivePlaceBack(WorkerState occupied)
    {
        bool isOver;
        using (_gate.Enter())
        {
            _roster.GiveUpPlace(occupied);
            isOver = TryEnd();
        }

        SignalEnd(isOver);
        if (NeedsVisitor)
        {
            LazyInitializer.EnsureInitialized(ref _watch, () => new QueueWatch(this)).Start();
        }
    }

    private void SignalEnd(bool isOver)
    {
        if (isOver)
        {
            _ended.TrySetResult();
        }
    }
}
