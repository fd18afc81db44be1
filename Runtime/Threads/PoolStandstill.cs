using System.Diagnostics;

namespace Baton;

/// <summary>
/// How many threads of a pool belong to those who wait for a further thread of it, and for nothing else. When all threads do, no thread
/// ever comes.
/// </summary>
/// <remarks>
/// A scheduler enters its threads before its baton rests, and takes them out when the baton is taken up. Each thread is entered once: a
/// frame that waits for another scheduler's run keeps its own scheduler from entering.
/// </remarks>
internal sealed class PoolStandstill(Gate gate, Roster roster)
{
    private int _threads; // the threads that were entered; under the gate

    internal void Enter(int threads)
    {
        using (gate.Enter())
        {
            _threads += threads;
        }
    }

    internal void Leave(int threads)
    {
        using (gate.Enter())
        {
            _threads -= threads;
            Debug.Assert(_threads >= 0, "more threads were taken out than entered");
        }
    }

    /// <summary>Is no thread to be had, and were all of them entered but those of the caller?</summary>
    internal bool IsAllBut(int threads)
    {
        using (gate.Enter())
        {
            return !roster.HasFreePlace && roster[WorkerState.Idle] == 0 && _threads + threads == roster.Live;
        }
    }
}
