namespace Baton;

// How workers come back: to the next tenant, to the idle list, or to their end.
internal sealed partial class WorkerPool
{
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
            isKept = worker.IsIdle && _live <= _options.MinThreads;
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
        _budget.Give();
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
}
