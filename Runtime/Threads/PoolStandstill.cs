using System.Diagnostics;

namespace Baton;

/// <summary>
/// How many threads of a pool belong to those who wait for a further thread of it, and for nothing else. When all threads do, no thread
/// ever comes.
/// </summary>
/// <remarks>
/// <para>A scheduler enters its threads before its baton rests, and takes them out when the baton is taken up. Each thread is entered once:
/// a frame that waits for another scheduler's run keeps its own scheduler from entering.</para>
/// <para>Where each request has a run of its own, hundreds of schedulers may want threads at once. One event tells of all of them.</para>
/// </remarks>
internal sealed class PoolStandstill(Gate gate, Roster roster)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private int _threads;       // the threads that were entered; under the gate
    private int _schedulers;    // the schedulers in which frames want threads; under the gate
    private long _toldAt;       // when an event told of such schedulers, a time stamp; under the gate
    private long _toldTaken;    // what had left the queue then. −1: nobody has told since nobody wanted threads; under the gate

    /// <summary>How many schedulers have frames that want a thread of the pool.</summary>
    internal int Schedulers
    {
        get
        {
            using (gate.Enter())
            {
                return _schedulers;
            }
        }
    }

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

    /// <summary>A scheduler's first frame wants a thread.</summary>
    internal void BeginWanting()
    {
        using (gate.Enter())
        {
            if (_schedulers++ == 0)
            {
                _toldTaken = -1;
            }
        }
    }

    /// <summary>None of a scheduler's frames wants a thread any more.</summary>
    internal void EndWanting()
    {
        using (gate.Enter())
        {
            _schedulers--;
            Debug.Assert(_schedulers >= 0, "each scheduler ends its wanting once");
        }
    }

    /// <summary>
    /// May an event tell that no thread has come for one of the schedulers? Not if one has told of this standstill: if no work has left the
    /// pool's queue since. And not within a second.
    /// </summary>
    /// <param name="taken">How many pieces of work have left the pool's queue for a thread.</param>
    internal bool MayTell(long taken)
    {
        using (gate.Enter())
        {
            if (_toldTaken >= 0 && (_toldTaken == taken || Stopwatch.GetElapsedTime(_toldAt) < s_pause))
            {
                return false;
            }

            _toldTaken = taken;
            _toldAt = Stopwatch.GetTimestamp();
            return true;
        }
    }

    /// <summary>Is no thread to be had, and were all of them entered but those of the caller?</summary>
    internal bool IsAllBut(int threads)
    {
        using (gate.Enter())
        {
            return !roster.HasFreePlace
                && roster[WorkerState.Idle] == 0
                && _threads + threads >= roster.Live - roster[WorkerState.WrittenOff];
        }
    }
}
