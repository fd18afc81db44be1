namespace Baton;

/// <summary>A frame or a scope that has a token: it fires by itself, and with the token of what the frame or scope is in.</summary>
/// <remarks>Followed only from the first time that somebody asks for the token: most tokens are never asked for.</remarks>
internal interface ITokenFollower
{
    /// <summary>The frame or scope whose token this one's fires with; null: none.</summary>
    ITokenFollower? Followed { get; }

    /// <summary>Holder: the token, made if there is none yet. What it follows is not asked.</summary>
    CancellationToken OwnToken { get; }

    /// <summary>Holder: true the first time.</summary>
    bool TryBeginFollowing();

    /// <summary>Holder, once: fires with this one from now on.</summary>
    void Follow(CancellationToken token);

    /// <summary>Holder: the token, which follows all that it should.</summary>
    static CancellationToken TokenOf(ITokenFollower asked)
    {
        CancellationToken token = asked.OwnToken;
        Stack<ITokenFollower>? begun = null; // not by recursion: as deep as users nest their scopes
        for (ITokenFollower? next = asked; next is not null; next = next.Followed)
        {
            _ = next.OwnToken; // made before anything is linked with it
            if (!next.TryBeginFollowing())
            {
                break; // what is around that one follows already
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
