namespace Baton;

/// <summary>
/// The one place where an exception that may have told code of cancellations is replaced by another. Code further out gets the other alone.
/// So it is told once more of what only the first one told of.
/// </summary>
internal static class ReplacedTeller
{
    /// <summary>The calling thread, at the end of a block: throws the second exception in place of the first.</summary>
    /// <param name="block">The scope of the block. It has ended.</param>
    /// <param name="lost">What came out of the block.</param>
    /// <param name="instead">May tell itself: a block may have been given the token of a block around it.</param>
    internal static void Note(ScopeCore block, Exception lost, Exception instead)
    {
        CancellationToken named = instead is OperationCanceledException tells ? tells.CancellationToken : CancellationToken.None;
        if (BatonHere.Frame is { } frame)
        {
            TellAgain(frame, lost, since: block.Scheduler == frame.Scheduler ? block.OpenedAt : long.MaxValue, named);
        }
        else if (WrappedCancellation.Find(lost, 0, static (_, _) => true) is { } canceled)
        {
            OutsideTelling.TellAgain(canceled.CancellationToken, unless: named);
        }

        ThrownCancellations.NoteReplacement(instead);
    }

    /// <summary>The frame's own thread: the exception that told last is not going to reach the frame's code.</summary>
    internal static void NoteLast(FrameCore frame)
    {
        while (FindLast(frame) is { } block)
        {
            TellAgain(frame, block);
        }

        TellAgain(frame, Last(frame));
    }

    /// <summary>
    /// The frame's own thread: an open block that the exception told which told last. It may be in the body of a coroutine that was left.
    /// Null: none.
    /// </summary>
    internal static ScopeCancellation? FindLast(FrameCore frame) => OpenBlocks.FindLost(frame, Last(frame))
        ?? (frame.Cancellation.Tellers.Last is { } teller ? frame.Scheduler.BlockCancellations.FindToldBy(teller) : null);

    private static LostTelling Last(FrameCore frame) =>
        new(frame.Cancellation.Tellers.LastTelling, Since: long.MaxValue, CancellationToken.None);

    private static void TellAgain(FrameCore frame, Exception lost, long since, CancellationToken instead)
    {
        FrameCancellation told = frame.Cancellation;
        OperationCanceledException? teller = lost as OperationCanceledException;
        Telling? telling = teller is null ? null : told.Tellers.Of(teller);
        if (telling is null && WrappedCancellation.Find(lost, told, static (one, told) => told.Tellers.Contains(one)) is { } wrapped)
        {
            teller = wrapped;
            telling = told.Tellers.Of(wrapped);
        }

        CancellationToken root = teller is { CancellationToken: { IsCancellationRequested: true } named } ? CausedSource.RootOf(named)
            : CancellationToken.None;
        if (!instead.IsCancellationRequested || CausedSource.RootOf(instead) != root)
        {
            told.Tellers.ForgetRoot(root); // words may yet arrive of what has fired with it
        }

        TellAgain(frame, new LostTelling(telling, since, instead));
    }

    private static void TellAgain(FrameCore frame, in LostTelling lost)
    {
        while (OpenBlocks.FindLost(frame, lost) is { } block)
        {
            TellAgain(frame, block);
        }

        if (lost.Has(frame))
        {
            frame.Cancellation.Tellers.ForgetRoot(CancellationRoot.Of(frame));
            frame.Cancellation.TellAgain();
        }
    }

    private static void TellAgain(FrameCore frame, ScopeCancellation block)
    {
        frame.Cancellation.Tellers.ForgetRoot(CancellationRoot.OfBlock(block.Scope));
        block.TellAgain();
    }
}
