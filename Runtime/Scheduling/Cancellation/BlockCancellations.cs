using System.Diagnostics;

namespace Baton;

/// <summary>The canceled scopes of a scheduler whose blocks still run and must be told. Holder of the baton only.</summary>
/// <remarks>
/// The scheduler keeps them, not a frame: the block may be in a coroutine that several frames resume in turn. They are linked with each
/// other, so that a cancellation needs no memory.
/// </remarks>
[StackTraceHidden]
internal sealed class BlockCancellations
{
    private ScopeCancellation? _first; // in the order of their cancellation; null: there is none; holder

    internal bool AreNone => _first is null;

    internal void Add(ScopeCancellation canceled)
    {
        if (_first is null)
        {
            _first = canceled;
            return;
        }

        ScopeCancellation last = _first;
        while (last.LaterBlock is { } later)
        {
            last = later;
        }

        last.LaterBlock = canceled;
    }

    /// <summary>The block has ended.</summary>
    internal void Remove(ScopeCancellation canceled)
    {
        ScopeCancellation? before = null;
        ScopeCancellation? one = _first;
        while (one is not null && one != canceled)
        {
            before = one;
            one = one.LaterBlock;
        }

        if (one is null)
        {
            return;
        }

        if (before is null)
        {
            _first = one.LaterBlock;
        }
        else
        {
            before.LaterBlock = one.LaterBlock;
        }

        one.LaterBlock = null;
    }

    /// <summary>
    /// The frame's own thread, at a suspension point: throws if the frame is in a block that has not been told. The oldest cancellation
    /// comes first.
    /// </summary>
    internal void ThrowFor(FrameCore frame)
    {
        if (_first is not null) // the cheap test first: this runs at every suspension point
        {
            ThrowIfFound(frame);
        }
    }

    private void ThrowIfFound(FrameCore frame)
    {
        if (FindFor(frame) is { } canceled && !frame.Cancellation.Hold.IsNeeded(out string? native))
        {
            OperationCanceledException teller = canceled.NextTeller();
            frame.Cancellation.Tellers.Add(teller, isOfFrame: false); // up to here it may fail, for want of memory
            canceled.Tell();
            frame.Cancellation.Hold.End();
            GivingUp.Throw(teller, native);
        }
    }

    /// <summary>The oldest cancellation whose block the frame runs and that has not been told. Null: none.</summary>
    internal ScopeCancellation? FindFor(FrameCore frame)
    {
        ScopeCancellation? one = _first;
        while (one is not null && !(one.IsToBeTold && one.Scope.IsBlockOf(frame)))
        {
            one = one.LaterBlock;
        }

        return one;
    }

    /// <summary>The open block that this exception has told. Null: none.</summary>
    internal ScopeCancellation? FindToldBy(OperationCanceledException teller)
    {
        ScopeCancellation? one = _first;
        while (one is not null && !one.IsWhatWasTold(teller) && !one.IsTokenOf(teller.CancellationToken))
        {
            one = one.LaterBlock;
        }

        return one;
    }

    /// <summary>Is this the exception that told one of the blocks?</summary>
    internal bool WasTold(OperationCanceledException exception)
    {
        ScopeCancellation? one = _first;
        while (one is not null && !one.IsWhatWasTold(exception))
        {
            one = one.LaterBlock;
        }

        return one is not null;
    }
}
