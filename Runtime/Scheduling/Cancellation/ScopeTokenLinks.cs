namespace Baton;

/// <summary>The tokens that a scope's token fires with, once they were asked for. Holder of the baton only.</summary>
internal struct ScopeTokenLinks
{
    private CancellationTokenRegistration _withOuter;   // with the token around the scope's; holder
    private CancellationTokenRegistration _withRunner;  // with that of the frame that runs the block in a coroutine; holder
    private CancellationToken _runners;                 // the token of that frame; none: it was not asked for; holder

    /// <summary>Does the token follow the one around it?</summary>
    internal bool Follows { get; private set; }

    /// <summary>The source fires with the token around it from now on. Only then it counts as one that follows.</summary>
    internal void Follow(CancellationTokenSource source, CancellationToken outer)
    {
        _withOuter = TokenFiring.Link(source, outer);
        Follows = true;
    }

    /// <summary>If the source follows, it follows this token in the place of the one before.</summary>
    internal void FollowInstead(CancellationTokenSource source, CancellationToken outer)
    {
        if (Follows)
        {
            TokenFiring.Unlink(_withOuter);
            _withOuter = TokenFiring.Link(source, outer, callbacksElsewhere: true);
        }
    }

    /// <summary>The source fires with the token of the frame that runs the block now, and no more with that of another frame.</summary>
    internal void FollowRunner(CancellationTokenSource source, CancellationToken runners)
    {
        if (runners != _runners)
        {
            TokenFiring.Unlink(_withRunner);
            _runners = runners;
            _withRunner = TokenFiring.Link(source, runners);
        }
    }

    /// <summary>The scope is over. Does not wait for callbacks that run.</summary>
    internal void End()
    {
        TokenFiring.Unlink(_withOuter);
        TokenFiring.Unlink(_withRunner);
        _withRunner = default;
        _runners = default;
    }
}
