namespace Baton;

/// <summary>A frame or a scope that has a token. The token fires by itself, and with the token of what the frame or scope is in.</summary>
/// <remarks>A token begins to follow when code first asks for it, since code never asks for most tokens.</remarks>
internal interface ITokenFollower
{
    /// <summary>The frame or scope whose token this token fires with. Null: none.</summary>
    ITokenFollower? Followed { get; }

    /// <summary>Holder: the token, made if there is none yet. Does not begin to follow.</summary>
    CancellationToken OwnToken { get; }

    /// <summary>Holder: has the token yet to follow another?</summary>
    bool IsToFollow { get; }

    /// <summary>Holder, once: the token fires with the given one from now on. Only then it counts as one that follows.</summary>
    void Follow(CancellationToken token);

    /// <summary>Holder: the token. It follows all tokens that it should.</summary>
    static CancellationToken TokenOf(ITokenFollower asked)
    {
        CancellationToken token = asked.OwnToken;
        Stack<ITokenFollower>? begun = null; // no recursion, since users nest scopes as deep as they like
        for (ITokenFollower? next = asked; next is not null; next = next.Followed)
        {
            _ = next.OwnToken; // made before another token is linked with it
            if (!next.IsToFollow)
            {
                break; // the tokens around that one follow already
            }

            (begun ??= new Stack<ITokenFollower>()).Push(next);
        }

        while (begun is not null && begun.TryPop(out ITokenFollower? follower))
        {
            follower.Follow(follower.Followed?.OwnToken ?? CancellationToken.None);
        }

        return token;
    }
}
