namespace Baton;

/// <summary>
/// The source of a frame's token, made when code first asks for the token. Only the holder of the baton calls the methods here; any thread
/// may cancel the source.
/// </summary>
internal sealed class FrameToken : CausedSource
{
    private CancellationTokenRegistration _withAll;     // with the token of all frames, once it follows; holder
    private CancellationTokenRegistration _withScope;   // with the token of the frame's scope, once it follows; holder

    /// <summary>Does this token fire with the tokens around it?</summary>
    internal bool Follows { get; private set; }

    /// <summary>Once: this token fires with the given tokens from now on. It fires at once if one of them has fired.</summary>
    internal void Follow(CancellationToken all, CancellationToken scope)
    {
        _withAll = TokenFiring.Link(this, all);
        _withScope = TokenFiring.Link(this, scope);
        Follows = true;
    }

    /// <summary>The token does not fire with that of the scope any more. Does not wait for callbacks that run.</summary>
    internal void LeaveScope()
    {
        TokenFiring.Unlink(_withScope);
        _withScope = default;
    }

    /// <summary>The token fires with that of another scope instead, if it follows.</summary>
    internal void EnterScope(ScopeCore scope)
    {
        if (Follows)
        {
            _withScope = TokenFiring.Link(this, scope.Cancellation.Token, callbacksElsewhere: true);
        }
    }

    /// <summary>Called when the frame has ended. Does not wait for callbacks that run.</summary>
    internal void Unfollow()
    {
        TokenFiring.Unlink(_withAll);
        TokenFiring.Unlink(_withScope);
    }
}
