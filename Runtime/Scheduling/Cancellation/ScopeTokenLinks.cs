using System.Diagnostics.CodeAnalysis;

namespace Baton;

/// <summary>The tokens that a scope's token fires with, once they were asked for. Holder of the baton only.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has neither a timer nor a wait handle: there is nothing to dispose.")]
internal struct ScopeTokenLinks
{
    private CancellationTokenRegistration _withOuter;   // with the token around the scope's; holder
    private CancellationTokenRegistration _withRunner;  // of the joint token with that of the frame; holder
    private CancellationToken _runners;                 // of the frame that runs a block in a coroutine; none: not asked for; holder
    private CausedSource? _joint;                       // fires with the scope, and with that frame; null: it was not asked for; holder

    /// <summary>Does the token follow the one around it?</summary>
    internal bool Follows { get; private set; }

    /// <summary>The source fires with the token around it from now on. Only then it counts as one that follows.</summary>
    internal void Follow(CausedSource source, CancellationToken outer)
    {
        _withOuter = TokenFiring.Link(source, outer);
        Follows = true;
    }

    /// <summary>If the source follows, it follows this token in the place of the one before.</summary>
    internal void FollowInstead(CausedSource source, CancellationToken outer)
    {
        if (Follows)
        {
            TokenFiring.Unlink(_withOuter);
            _withOuter = TokenFiring.Link(source, outer, callbacksElsewhere: true);
        }
    }

    /// <summary>Of a block in a coroutine, which any frame may run: a token that fires with the source, and with the frame's.</summary>
    /// <remarks>
    /// The next frame that runs the block has the same, which does not fire with the frame before any more. Only when that frame is
    /// canceled, or about to be, the next has a new one.
    /// </remarks>
    internal CancellationToken JointWith(CausedSource source, CancellationToken runners)
    {
        if (_joint is null || (runners != _runners && !TryLeaveRunner()))
        {
            _joint = new CausedSource();
            _withRunner = TokenFiring.Link(_joint, runners);
            TokenFiring.Link(_joint, source.Token); // ends with the source, which nothing keeps when the scope is over
        }
        else if (runners != _runners)
        {
            _withRunner = TokenFiring.Link(_joint, runners, callbacksElsewhere: true); // users have the token, and the caller has the baton
        }

        _runners = runners;
        return _joint.Token;
    }

    // False: the joint token has fired, or fires at this moment.
    private readonly bool TryLeaveRunner() =>
        !_joint!.IsCancellationRequested && (!_runners.CanBeCanceled || TokenFiring.TryUnlink(_withRunner));

    /// <summary>Is it the token that fires with the frame that runs the block now?</summary>
    internal readonly bool IsJoint(CancellationToken token) => _joint is not null && _joint.Token == token;

    /// <summary>The scope is over. Does not wait for callbacks that run.</summary>
    internal void End()
    {
        TokenFiring.Unlink(_withOuter);
        TokenFiring.Unlink(_withRunner);
        _withRunner = default;
        _runners = default; // the joint token stays known, as the scope's own does
    }
}
