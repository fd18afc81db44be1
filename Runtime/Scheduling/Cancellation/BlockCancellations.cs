using System.Diagnostics;

namespace Baton;

/// <summary>The canceled scopes of a scheduler whose blocks still run. Holder of the baton only.</summary>
/// <remarks>
/// <para>The scheduler keeps them, not a frame: the block may be in a coroutine that several frames resume in turn. They are linked with
/// each other, so that a cancellation needs no memory.</para>
/// <para>There may be as many as there are frames, and each suspension of each frame asks. So no question walks along all of them: a frame
/// looks at the blocks that it runs, and at no block while all were told.</para>
/// </remarks>
[StackTraceHidden]
internal sealed class BlockCancellations
{
    private BlockSource? _first;        // the one canceled first; null: there is none; holder
    private BlockSource? _last;         // the one canceled last; holder
    private long _number;               // how many were canceled; holder
    private int _untold;                // how many are to be told; holder

    /// <summary>Is none to be told?</summary>
    internal bool AreTold => _untold == 0;

    /// <summary>Is no block canceled that has not ended?</summary>
    internal bool AreNone => _first is null;

    /// <summary>The block was canceled, and is to be told.</summary>
    internal void Add(ScopeCancellation canceled)
    {
        BlockSource block = canceled.Block;
        block.Number = ++_number;
        block.NoteAsked(canceled.Scope.Scheduler!);
        block.Earlier = _last;
        if (_last is null)
        {
            _first = block;
        }
        else
        {
            _last.Later = block;
        }

        _last = block;
        block.Canceled = canceled;
        NoteUntold(block);
    }

    /// <summary>The block is to be told once more.</summary>
    internal void AddAgain(ScopeCancellation canceled)
    {
        if (canceled.Block.IsListed)
        {
            NoteUntold(canceled.Block);
        }
        else
        {
            Add(canceled); // an exception with its token told it earlier than the word
        }
    }

    /// <summary>The block has ended. No effect if it is not listed.</summary>
    internal void Remove(BlockSource block)
    {
        if (!block.IsListed)
        {
            return;
        }

        NoteTold(block);
        block.Canceled = null;
        if (block.Earlier is { } earlier)
        {
            earlier.Later = block.Later;
        }
        else
        {
            _first = block.Later;
        }

        if (block.Later is { } later)
        {
            later.Earlier = block.Earlier;
        }
        else
        {
            _last = block.Earlier;
        }

        block.Earlier = block.Later = null;
    }

    /// <summary>The block was told. No effect if it was not to be told.</summary>
    internal void NoteTold(BlockSource block)
    {
        if (block.IsToBeTold)
        {
            block.IsToBeTold = false;
            _untold--;
        }
    }

    private void NoteUntold(BlockSource block)
    {
        if (block is { IsListed: true, IsToBeTold: false })
        {
            block.IsToBeTold = true;
            _untold++;
        }
    }

    /// <summary>
    /// The frame's own thread, at a suspension point: throws if the frame is in a block that is to be told here. The oldest cancellation
    /// comes first.
    /// </summary>
    internal void ThrowFor(FrameCore frame)
    {
        if (_untold != 0) // the cheap test first: this runs at every suspension point
        {
            ThrowIfFound(frame);
        }
    }

    private static void ThrowIfFound(FrameCore frame)
    {
        if (OpenBlocks.FindToBeTold(frame) is { } canceled && !frame.Cancellation.Hold.IsNeeded(out string? native))
        {
            OperationCanceledException teller = canceled.NextTeller();
            frame.Cancellation.Tellers.Begin(frame.Scheduler.NextMoment());
            frame.Cancellation.Tellers.Add(teller, isOfFrame: false); // up to here it may fail, for want of memory
            canceled.Tell();
            frame.Cancellation.Hold.End();
            GivingUp.Throw(teller, native);
        }
    }

    /// <summary>The frame's own thread: of the blocks that the frame runs, the oldest cancellation to be told here. Null: none.</summary>
    internal ScopeCancellation? FindFor(FrameCore frame) => _untold != 0 ? OpenBlocks.FindToBeTold(frame) : null;

    /// <summary>The open block, of any frame, that this exception has told. Null: none.</summary>
    internal ScopeCancellation? FindToldBy(OperationCanceledException teller) =>
        FindAny(teller, static (one, teller) => one.IsToldBy(teller));

    /// <summary>Is this the exception that told one of the blocks?</summary>
    internal bool WasTold(OperationCanceledException exception)
    {
        if (_first is null)
        {
            return false;
        }

        return CausedSource.AreKnown
            ? CausedSource.Of(exception.CancellationToken) is BlockSource { Canceled: { } named } && Has(named)
                && named.IsWhatWasTold(exception)
            : FindAny(exception, static (one, exception) => one.Canceled!.IsWhatWasTold(exception)) is not null;
    }

    private ScopeCancellation? FindAny(OperationCanceledException exception, Func<BlockSource, OperationCanceledException, bool> isIt)
    {
        BlockSource? one = _first;
        while (one is not null && !isIt(one, exception))
        {
            one = one.Later;
        }

        return one?.Canceled;
    }

    private bool Has(ScopeCancellation canceled) => canceled.Scope.Scheduler?.BlockCancellations == this;
}
