namespace Baton;

/// <summary>
/// One token may be given to several blocks of a frame, one in the other, and to the frame's function and its run. When it fires, the code
/// is told once, and not by each of them.
/// </summary>
internal static class SameToken
{
    /// <summary>The token that the frame, its run or the scope that it was started in was given. None: there is none.</summary>
    internal static CancellationToken CauseOf(FrameCore frame) =>
        RunCancellation.CauseOf(frame) ?? frame.Scope?.Cancellation.Given ?? CancellationToken.None;

    /// <summary>
    /// The frame's own thread: the frame, or a block that it runs, is told now, and was given this token. So the others are told that were
    /// given it too.
    /// </summary>
    /// <param name="frame">Null: the thread has no frame.</param>
    /// <param name="given">If it has not fired, nothing happens.</param>
    internal static void NoteOthers(FrameCore? frame, CancellationToken given)
    {
        if (frame is null || !given.IsCancellationRequested)
        {
            return;
        }

        try
        {
            while (OpenBlocks.FindUntold(frame, given) is { } block)
            {
                block.NoteTold();
            }

            if (frame.Cancellation.IsUntold && CauseOf(frame) == given)
            {
                frame.Cancellation.Note(frame.Cancellation.Token);
            }
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // Those that are left are told once more.
        }
    }
}
