using System.Diagnostics;

namespace Baton;

/// <summary>
/// A pool's life: whether the pool takes tenants, and when no thread is left that can be waited for. The one writer of
/// <see cref="PoolState"/>.
/// </summary>
internal sealed class PoolLife(Gate gate, Roster roster) : IErrand
{
    private readonly TaskCompletionSource<Nothing> _ended = TaskEnd.NewTask<Nothing>();
    private PoolState _state; // see the table there; MoveTo, under the gate

    /// <summary>
    /// Completes when the pool is closed, and each thread has ended or is written off. The library listens to its
    /// <see cref="TaskEnd"/>. Other continuations run on the .NET thread pool.
    /// </summary>
    internal Task Ended => _ended.Task;

    /// <summary>Under the gate: does the pool take tenants?</summary>
    internal bool IsOpen
    {
        get
        {
            gate.AssertHeld();
            return _state is PoolState.Open or PoolState.Dropped;
        }
    }

    /// <summary>Off the gate: has the pool been closed?</summary>
    internal bool IsClosed
    {
        get
        {
            using (gate.Enter())
            {
                return !IsOpen;
            }
        }
    }

    /// <summary>Under the gate: does the pool keep threads that have no tenant?</summary>
    internal bool KeepsIdle
    {
        get
        {
            gate.AssertHeld();
            return _state == PoolState.Open;
        }
    }

    /// <summary>Under the gate: from now on the pool keeps no idle thread. Has no effect on a closed pool.</summary>
    internal void Drop()
    {
        if (KeepsIdle)
        {
            MoveTo(PoolState.Dropped);
        }
    }

    /// <summary>Under the gate: from now on the pool takes nothing new. Has no effect on a closed pool.</summary>
    internal void Close()
    {
        if (IsOpen)
        {
            MoveTo(PoolState.Closed);
        }
    }

    /// <summary>
    /// Under the gate, after each step that may have ended the last worker, or written it off. True, once, after the step that did; its
    /// caller signals the end.
    /// </summary>
    internal bool TryEnd()
    {
        gate.AssertHeld();
        bool ends = _state == PoolState.Closed && roster.IsWrittenOff;
        if (ends)
        {
            MoveTo(PoolState.Over);
        }

        return ends;
    }

    IErrand? IErrand.Next { get; set; }

    /// <summary>Off the gate: has <see cref="Ended"/> completed by an errand if <see cref="TryEnd"/> returned true.</summary>
    internal void SignalEnd(bool isOver)
    {
        if (isOver)
        {
            Errands.SendOwn(this);
        }
    }

    void IErrand.Run()
    {
        using Elsewhere elsewhere = TaskEnd.Tell(_ended);
        _ended.TrySetResult(default);
    }

    private void MoveTo(PoolState to)
    {
        gate.AssertHeld();
        Debug.Assert(
            (_state, to) is (PoolState.Open, PoolState.Dropped) or (PoolState.Open or PoolState.Dropped, PoolState.Closed)
                or (PoolState.Closed, PoolState.Over),
            $"a pool went from {_state} to {to}");
        _state = to;
    }
}
