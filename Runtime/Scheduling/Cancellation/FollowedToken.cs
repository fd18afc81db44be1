namespace Baton;

/// <summary>
/// What a scope's token fires with. Decided when the scope is opened, on the block's own thread: clean-up may open scopes, and what the
/// code has been told of by then does not reach into them.
/// </summary>
internal static class FollowedToken
{
    /// <summary>
    /// The nearest scope around it that is not canceled, or of whose cancellation the code has not been told; or else its frame, by the
    /// same rule; null: none.
    /// </summary>
    internal static ITokenFollower? Of(ScopeCore opened)
    {
        if (opened.Owner is null || opened.Home is not null)
        {
            return null; // a block in a coroutine has no frame of its own
        }

        for (ScopeCore? scope = opened.Around; scope is not null; scope = scope.Around)
        {
            if (!scope.IsOver && !scope.Cancellation.HasBlockBeenTold)
            {
                return scope.Cancellation;
            }
        }

        return opened.Owner.Cancellation.ToldAt == 0 ? opened.Owner.Cancellation : null;
    }
}
