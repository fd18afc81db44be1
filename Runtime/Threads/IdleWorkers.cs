using System.Diagnostics;

namespace Baton;

/// <summary>
/// The idle workers of a pool, last in first out: the thread that worked last is the one whose stack and caches are warm, and
/// those that were not needed for longest are the ones to end. A linked list through the workers themselves, so that one whose
/// time is over is taken out of the middle at once. Everything under the pool's gate.
/// </summary>
internal sealed class IdleWorkers(Gate gate)
{
    private Worker? _newest;
    private Worker? _oldest;

    internal int Count { get; private set; }

    internal void Push(Worker worker)
    {
        gate.AssertHeld();
        Debug.Assert(!worker.IsIdle, "returned twice");
        worker.IsIdle = true;
        worker.Older = _newest;
        if (_newest is null)
        {
            _oldest = worker;
        }
        else
        {
            _newest.Newer = worker;
        }

        _newest = worker;
        Count++;
    }

    internal Worker? PopNewest()
    {
        gate.AssertHeld();
        return _newest is { } worker && Remove(worker) ? worker : null;
    }

    internal Worker? PopOldest()
    {
        gate.AssertHeld();
        return _oldest is { } worker && Remove(worker) ? worker : null;
    }

    internal bool Remove(Worker worker)
    {
        gate.AssertHeld();
        if (!worker.IsIdle)
        {
            return false;
        }

        if (worker.Newer is null)
        {
            _newest = worker.Older;
        }
        else
        {
            worker.Newer.Older = worker.Older;
        }

        if (worker.Older is null)
        {
            _oldest = worker.Newer;
        }
        else
        {
            worker.Older.Newer = worker.Newer;
        }

        worker.Older = worker.Newer = null;
        worker.IsIdle = false;
        Count--;
        return true;
    }
}
