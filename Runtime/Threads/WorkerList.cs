using System.Diagnostics;

namespace Baton;

/// <summary>
/// Workers of a pool in the order in which they came: those that are idle, or those that leave. Of the idle ones the worker that was busy
/// last has a warm stack and warm caches. The workers that were not needed for longest are the ones to end. Everything under the pool's
/// gate.
/// </summary>
/// <remarks>
/// A linked list through the workers themselves, so that a worker whose time is over is taken out of the middle at once. A worker is in
/// one list at a time.
/// </remarks>
internal sealed class WorkerList(Gate gate)
{
    private Worker? _newest; // the worker pushed last; null: none is in. Under the gate
    private Worker? _oldest; // the worker pushed first; null: none is in. Under the gate

    /// <summary>The worker that was pushed last. Null: none is in.</summary>
    internal Worker? Newest
    {
        get
        {
            gate.AssertHeld();
            return _newest;
        }
    }

    /// <summary>The worker that was pushed first. Null: none is in.</summary>
    internal Worker? Oldest
    {
        get
        {
            gate.AssertHeld();
            return _oldest;
        }
    }

    internal void Push(Worker worker)
    {
        gate.AssertHeld();
        Debug.Assert(worker.Older is null && worker.Newer is null && _newest != worker, "a worker was pushed again");
        Join(_newest, worker);
        Join(worker, null);
    }

    /// <summary>Those that are in, as they are now.</summary>
    internal void AddTo(List<Worker> list)
    {
        gate.AssertHeld();
        for (Worker? next = _newest; next is not null && list.Count < list.Capacity; next = next.Older)
        {
            list.Add(next);
        }
    }

    /// <summary>Takes out a worker that is in.</summary>
    internal void Remove(Worker worker)
    {
        gate.AssertHeld();
        Join(worker.Older, worker.Newer);
        worker.Older = worker.Newer = null;
    }

    // Makes two neighbors; null is the end of the list on that side.
    private void Join(Worker? older, Worker? newer)
    {
        if (older is null)
        {
            _oldest = newer;
        }
        else
        {
            older.Newer = newer;
        }

        if (newer is null)
        {
            _newest = older;
        }
        else
        {
            newer.Older = older;
        }
    }
}
