namespace Baton;

/// <summary>
/// Decides whose cancellation is told when an exception names a token of the frame's, or of a block that the frame runs. The frame's own
/// thread.
/// </summary>
internal static class TokenBlame
{
    /// <summary>An exception with this token comes out, and tells the frame, or a block of its, of a cancellation.</summary>
    internal static Blame Note(FrameCore frame, CancellationToken token)
    {
        Blame blame = Find(frame, token, out ScopeCancellation? blamed);
        if (blame != Blame.Nobody)
        {
            frame.Cancellation.Tellers.Begin(frame.Scheduler.NextMoment());
        }

        if (blamed is not null)
        {
            blamed.NoteTold();
            frame.TakeBodiesAlong(blamed.Scope.Home);
            SameToken.NoteOthers(frame, CancellationRoot.OfBlock(blamed.Scope));
        }
        else if (blame == Blame.Frame)
        {
            frame.Cancellation.NoteTold();
            frame.TakeBodiesAlong(home: null);
            SameToken.NoteOthers(frame, CancellationRoot.Of(frame));
        }

        return blame;
    }

    /// <param name="frame">The frame, on its own thread.</param>
    /// <param name="token">The token that the exception names.</param>
    /// <param name="blamed">The scope whose cancellation is told. Null: no scope's.</param>
    /// <returns>Whose cancellation the exception tells, which was not told yet.</returns>
    internal static Blame Find(FrameCore frame, CancellationToken token, out ScopeCancellation? blamed)
    {
        blamed = null;
        Blame blame = OpenBlocks.FindByToken(frame, token) is { } block
            ? HasFiredWithRunner(block, frame, token) ? Blame.Frame : Find(block.Scope, out blamed)
            : TokenChain.IsOf(frame, token) ? Blame.Frame
            : Blame.Nobody;
        if (blame == Blame.Frame && !frame.Cancellation.IsUntold)
        {
            blame = Blame.Nobody;
        }

        return blame == Blame.Nobody && token.IsCancellationRequested
            ? FindByRoot(frame, CausedSource.RootOf(token), out blamed)
            : blame;
    }

    private static Blame FindByRoot(FrameCore frame, CancellationToken root, out ScopeCancellation? blamed)
    {
        blamed = null;
        if (frame.Cancellation.IsUntold && CancellationRoot.Of(frame) == root)
        {
            return Blame.Frame;
        }

        blamed = OpenBlocks.FindUntold(frame, root);
        return blamed is null ? Blame.Nobody : Blame.Scope;
    }

    private static bool HasFiredWithRunner(ScopeCancellation block, FrameCore frame, CancellationToken token) =>
        block.IsJoint(token) && block.By == CanceledBy.Nothing && frame.Cancellation.IsUntold;

    /// <param name="scope">The scope whose token the exception names.</param>
    /// <param name="blamed">
    /// The scope whose cancellation it is: the given scope, or one that the given scope follows. Null: no scope's.
    /// </param>
    private static Blame Find(ScopeCore scope, out ScopeCancellation? blamed)
    {
        blamed = null;
        ScopeCore? next = scope;
        while (next is not null)
        {
            ScopeCancellation one = next.Cancellation;
            if (one.By == CanceledBy.Itself)
            {
                if (one.IsToBeTold)
                {
                    blamed = one;
                }
                else if (blamed is not null && blamed.Scope.OpenedAt < one.ToldAt)
                {
                    blamed = null; // it has fired with this one, which was told already
                }

                return blamed is null ? Blame.Nobody : Blame.Scope;
            }

            if (one is { By: CanceledBy.Nothing, IsTokenFired: true, ToldAt: 0 } && !next.IsOver)
            {
                blamed = one; // fired, and its word is on its way; the outermost such scope counts, since inner ones may only follow it
            }

            if (next.Home is null && next.Followed is FrameCancellation { IsUntold: true })
            {
                blamed = null;
                return Blame.Frame;
            }

            next = next.Home is null ? (next.Followed as ScopeCancellation)?.Scope : next.Around;
        }

        return blamed is not null ? Blame.Scope : scope.Home is null ? Blame.Nobody : Blame.Frame;
    }
}
