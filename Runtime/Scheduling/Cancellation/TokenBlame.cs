namespace Baton;

/// <summary>
/// Decides whose cancellation is told when an exception with a scope's token comes out of the scope's block. The block's own thread.
/// </summary>
internal static class TokenBlame
{
    /// <param name="scope">The scope whose token the exception names.</param>
    /// <param name="blamed">
    /// The scope whose cancellation it is: the given scope, or one that the given scope follows. Null: no scope's.
    /// </param>
    internal static Blame Find(ScopeCore scope, out ScopeCancellation? blamed)
    {
        blamed = null;
        ScopeCore? next = scope;
        while (next is not null)
        {
            ScopeCancellation one = next.Cancellation;
            if (one.By == CanceledBy.Itself)
            {
                blamed = one.IsToBeTold ? one : null;
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
