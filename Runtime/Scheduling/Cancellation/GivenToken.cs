namespace Baton;

/// <summary>The token that a function was started with. When it fires, it cancels the function's frame.</summary>
internal sealed class GivenToken
{
    private static readonly Action<(FrameCore Frame, CancellationToken Token)> s_ask = static ask => ask.Frame.Cancellation.Ask(ask.Token);

    private readonly CancellationTokenRegistration _registration;

    /// <summary>Called before the frame is on its way to its scheduler.</summary>
    private GivenToken(FrameCore frame, CancellationToken token)
    {
        ThrownCancellations.Watch();
        Token = token;
        frame.Cancellation.Given = this; // first: the token may fire at once
        _registration = Uninterrupted.Register(
            static (frame, token) => NoMemory.Insist(s_ask, ((FrameCore)frame!, token)),
            frame,
            token);
    }

    internal CancellationToken Token { get; }

    /// <summary>Any thread: is the frame canceled by this, or about to be?</summary>
    internal bool HasFired => Token.IsCancellationRequested;

    /// <summary>Gives the frame its token, if that can fire, and lists the frame in its scope. If this throws, nothing is left.</summary>
    internal static void Give(FrameCore frame, ScopeCore? scope, CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            _ = new GivenToken(frame, token);
        }

        try
        {
            scope?.OnStarting(frame);
        }
        catch
        {
            frame.Cancellation.Given?.End();
            throw;
        }
    }

    /// <summary>The frame has ended, and forgets this. Does not wait for a callback that runs.</summary>
    /// <returns>Null.</returns>
    internal GivenToken? End()
    {
        TokenFiring.Unlink(_registration);
        return null;
    }
}
