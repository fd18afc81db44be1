namespace Baton;

/// <summary>
/// One token may be given to several blocks of a frame, one in the other, and to the frame's function and its run; or a token of one of
/// them to another. When these fire, the code is told once, and not by each of them.
/// </summary>
internal static class SameToken
{
    /// <summary>
    /// The frame's own thread: the frame, or a block that it runs, is told now. So those are told that are canceled by the same. Those that
    /// are about to be are told when the word arrives. For a frame that has not begun, the holder: such a frame has no blocks.
    /// </summary>
    /// <param name="frame">Null: the thread has no frame.</param>
    /// <param name="root">Of the cancellation that is told. None: it did not begin by a token.</param>
    internal static void NoteOthers(FrameCore? frame, CancellationToken root)
    {
        if (frame is null || !root.IsCancellationRequested)
        {
            return;
        }

        try
        {
            frame.Cancellation.Tellers.NoteRoot(frame.Scheduler.NextMoment(), root);
            while (frame == FrameCore.Current && OpenBlocks.FindUntold(frame, root) is { } block)
            {
                block.NoteTold();
                frame.TakeBodiesAlong(block.Scope.Home);
            }

            if (frame.Cancellation is { IsUntold: true, IsFirst: true } && CancellationRoot.Of(frame) == root)
            {
                frame.Cancellation.NoteTold();
                frame.TakeBodiesAlong(home: null);
            }
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // Those that are left are told once more.
        }
    }
}
