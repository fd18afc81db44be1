using System.Diagnostics;

namespace Baton;

/// <summary>
/// The idle workers of a pool, last in first out: the thread that worked last is the one whose stack and caches are warm, and
/// those that were not needed for longest are the ones to end. Everything under the pool's gate.
/// </summary>
/// <remarks>A linked list through the workers themselves, so that one whose time is over is taken out of the middle at once.</remarks>
internal sealed class IdleWorkers(Gate gate)
{
    internal Worker? Newest { get; private set; } // under the gate; null: none is idle

    internal Worker? Oldest { get; private set; } // under the gate; null: none is idle

    internal void Push(Worker worker)
    {
        gate.AssertHeld();
        Debug.Assert(worker.Older is null && worker.Newer is null && Newest != worker, "an idle worker was pushed again");
        Join(Newest, worker);
        Join(worker, null);
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
            Oldest = newer;
        }
        else
        {
            older.Newer = newer;
        }

        if (newer is null)
        {
            Newest = older;
        }
        else
        {
            newer.Older = older;
        }
    }
}
