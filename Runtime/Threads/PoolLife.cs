using System.Diagnostics;

namespace Baton;

/// <summary>
/// A pool's life: whether the pool takes tenants, and when its last thread has ended. The one writer of <see cref="PoolState"/>.
/// </summary>
internal sealed class PoolLife(Gate gate, Roster roster)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PoolState _state; // see the table there; MoveTo, under the gate

    /// <summary>Completes when the pool is closed and the last thread has ended.</summary>
    internal Task Ended => _ended.Task;

    /// <summary>Under the gate: does the pool take tenants?</summary>
    internal bool IsOpen
    {
        get
        {
            gate.AssertHeld();
            return _state == PoolState.Open;
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
    /// Under the gate, after each step that may have ended the last worker. True, once, after the step that did; its caller signals the
    /// end.
    /// </summary>
    internal bool TryEnd()
    {
        gate.AssertHeld();
        bool ends = _state == PoolState.Closed && roster.IsEmpty;
        if (ends)
        {
            MoveTo(PoolState.Over);
        }

        return ends;
    }

    /// <summary>Off the gate: completes <see cref="Ended"/> if <see cref="TryEnd"/> returned true.</summary>
    internal void SignalEnd(bool isOver)
    {
        if (!isOver)
        {
            return;
        }

        try
        {
            _ended.TrySetResult();
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // It has ended, and code that asks later finds that. There was no memory to go on with the code that waits.
        }
    }

    private void MoveTo(PoolState to)
    {
        gate.AssertHeld();
        Debug.Assert(
            (_state, to) is (PoolState.Open, PoolState.Closed) or (PoolState.Closed, PoolState.Over), $"a pool went from {_state} to {to}");
        _state = to;
    }
}
