using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Fires the token of a stream's call. It follows the caller's token only while the call waits: an operation that ends at once needs no
/// more than the token. If it has not fired, the next call in the same direction has it.
/// </summary>
internal sealed class CallSource : CausedSource
{
    /// <summary>May this fire yet, with the caller of a call that is over? Then it is for no other call. The caller.</summary>
    internal bool IsSpent { get; private set; }

    /// <summary>The call is about to wait: this fires with the caller's token; at once if that has fired.</summary>
    /// <param name="callers">None: there is nothing to follow.</param>
    internal CancellationTokenRegistration FollowCaller(CancellationToken callers)
    {
        if (!callers.CanBeCanceled)
        {
            return default;
        }

        StrongBox<CancellationTokenRegistration> following = new();
        Uninterrupted.Run(
            static link => link.following.Value = link.callers.UnsafeRegister(
                static (source, token) => ((CallSource)source!).Follow(token), link.source),
            (following, callers, source: this));
        return following.Value;
    }

    /// <summary>The call has waited: ends what <see cref="FollowCaller"/> began. Does not wait for the thread that cancels.</summary>
    internal void Leave(CancellationTokenRegistration following)
    {
        try
        {
            IsSpent |= following != default && !TokenFiring.TryUnlink(following);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            IsSpent = true; // the call has its result
        }
    }

    /// <inheritdoc/>
    protected override void FireHere()
    {
        try
        {
            Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The stream was closed meanwhile. What the callbacks throw would come as an AggregateException.
        }
    }
}
