using System.Diagnostics;

namespace Baton;

/// <summary>
/// The workers of a pool by their state: how many are in each, and which are idle or leave, in order. The one writer of
/// <see cref="WorkerState"/>, so that counts, lists and states cannot disagree. Everything under the pool's gate; nothing here fails.
/// </summary>
internal sealed class Roster(Gate gate, int places)
{
    private readonly int[] _count = new int[(int)WorkerState.Ended + 1]; // workers in each state; 0 for New and Ended. Under the gate
    private readonly WorkerList _idle = new(gate);
    private readonly WorkerList _leaving = new(gate);
    private readonly WorkerList _busy = new(gate); // whose threads have begun
    private readonly WorkerList _writtenOff = new(gate);

    /// <summary>Workers that have a place: all, until their threads have ended.</summary>
    internal int Live => Staying + this[WorkerState.Leaving];

    /// <summary>Workers that have not been told to leave.</summary>
    internal int Staying =>
        this[WorkerState.Hosting] + this[WorkerState.WrittenOff] + this[WorkerState.Working] + this[WorkerState.Idle];

    internal PoolCounts Counts(int queued) =>
        new(Live, this[WorkerState.Idle], this[WorkerState.Hosting], queued, this[WorkerState.WrittenOff]);

    /// <summary>Is there a place that no worker has?</summary>
    internal bool HasFreePlace => Live < places;

    /// <summary>Do coroutines have all the workers there are?</summary>
    internal bool IsAllCoroutines => this[WorkerState.Hosting] + this[WorkerState.WrittenOff] == Live;

    /// <summary>Have all workers ended but those that are written off, and may never come back?</summary>
    internal bool IsWrittenOff => Live == this[WorkerState.WrittenOff];

    /// <summary>The idle worker that was busy last. Null: none is idle.</summary>
    internal Worker? NewestIdle => _idle.Newest;

    /// <summary>The idle worker that was not needed for the longest time. Null: none is idle.</summary>
    internal Worker? OldestIdle => _idle.Oldest;

    /// <summary>The worker that was told to leave first, and has not ended. Null: none leaves.</summary>
    internal Worker? OldestLeaving => _leaving.Oldest;

    /// <summary>Workers in <paramref name="state"/>.</summary>
    internal int this[WorkerState state]
    {
        get
        {
            gate.AssertHeld();
            return _count[(int)state];
        }
    }

    /// <summary>A place is taken for a worker that is still to be made.</summary>
    internal void TakePlace(WorkerState state)
    {
        Debug.Assert(HasFreePlace, "more workers than places");
        Count(WorkerState.New, state);
    }

    /// <summary>The worker for which a place was taken could not be made.</summary>
    internal void GiveUpPlace(WorkerState state) => Count(state, WorkerState.Ended);

    /// <summary>The thread of a busy worker has begun.</summary>
    internal void Enter(Worker worker) => _busy.Push(worker);

    /// <summary>Adds the workers that are busy, as far as the list has room: nothing is allocated under the gate.</summary>
    internal void AddBusyTo(List<Worker> list) => _busy.AddTo(list);

    /// <summary>As <see cref="AddBusyTo"/>, those that are written off.</summary>
    internal void AddWrittenOffTo(List<Worker> list) => _writtenOff.AddTo(list);

    /// <summary>Changes a worker's state, and with it the counts and the list of idle workers.</summary>
    internal void MoveTo(Worker worker, WorkerState to)
    {
        Commit.Begin();
        Count(worker.State, to);
        ListOf(worker.State)?.Remove(worker);
        worker.State = to;
        ListOf(to)?.Push(worker);

        Commit.End();
    }

    private WorkerList? ListOf(WorkerState state) => state switch
    {
        WorkerState.Idle => _idle,
        WorkerState.Leaving => _leaving,
        WorkerState.Hosting or WorkerState.Working => _busy,
        WorkerState.WrittenOff => _writtenOff,
        _ => null,
    };

    private void Count(WorkerState from, WorkerState to)
    {
        gate.AssertHeld();
        Debug.Assert(IsInTable(from, to), $"a worker went from {from} to {to}");
        if (from != WorkerState.New)
        {
            _count[(int)from]--;
        }

        if (to != WorkerState.Ended)
        {
            _count[(int)to]++;
        }

        Debug.Assert(_count[(int)from] >= 0, $"fewer than no workers are {from}");
    }

    // The table above WorkerState.
    private static bool IsInTable(WorkerState from, WorkerState to) => from switch
    {
        WorkerState.New => to is WorkerState.Hosting or WorkerState.Working,
        WorkerState.Idle => to is WorkerState.Hosting or WorkerState.Working or WorkerState.Leaving,
        WorkerState.Hosting => to is not (WorkerState.New or WorkerState.Hosting),
        WorkerState.Working => to is not (WorkerState.New or WorkerState.Hosting),
        WorkerState.WrittenOff => to is WorkerState.Working or WorkerState.Idle or WorkerState.Leaving,
        WorkerState.Leaving => to is WorkerState.Ended,
        _ => false,
    };
}
