namespace Baton;

/// <summary>
/// The source of a frame's token, made when somebody first asks for that. Holder of the baton only, but for what a source may do anyhow.
/// </summary>
internal sealed class FrameToken : CancellationTokenSource
{
    private CancellationTokenRegistration _withAll;     // once it follows; holder
    private CancellationTokenRegistration _withScope;   // once it follows; holder

    /// <summary>Does it fire with the tokens around it?</summary>
    internal bool Follows { get; private set; }

    /// <summary>True the first time.</summary>
    internal bool TryBeginFollowing()
    {
        bool begins = !Follows;
        Follows = true;
        return begins;
    }

    /// <summary>Once: fires with these from now on; at once if they have fired.</summary>
    internal void Follow(CancellationToken all, CancellationToken scope)
    {
        _withAll = TokenFiring.Link(this, all);
        _withScope = TokenFiring.Link(this, scope);
    }

    /// <summary>The frame has ended. Waits for nobody.</summary>
    internal void Unfollow()
    {
        _withAll.Unregister();
        _withScope.Unregister();
    }
}
