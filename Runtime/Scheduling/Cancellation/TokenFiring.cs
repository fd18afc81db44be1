using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Fires tokens on the calling thread. The word for the holder of the baton is left first, and the foreign callbacks run after that.
/// </summary>
internal static class TokenFiring
{
    private static readonly Action<object?, CancellationToken> s_fire = static (source, token) => ((CausedSource)source!).Follow(token);

    private static readonly Action<object?, CancellationToken> s_fireElsewhere =
        static (source, token) => _ = ((CausedSource)source!).FireElsewhere(token);

    /// <summary>Fires the token of what is canceled, and leaves word for the holder of the baton.</summary>
    /// <param name="source">The source. If it has fired already, or is null, only the word is left.</param>
    /// <param name="word">Left when the token has fired, before any callback runs that was registered earlier.</param>
    /// <remarks>
    /// A token's newest callback runs first. So a callback of its own leaves the word: an older callback may wait for what only the frame
    /// can do. A callback registered by other code during this call may run earlier.
    /// </remarks>
    /// <param name="cause">
    /// The token whose callback, one of the library's, asks. In a long chain of such callbacks the token fires when the others have: see
    /// <see cref="FollowerLoop"/>. Null: no callback asks.
    /// </param>
    /// <exception cref="AggregateException">What the callbacks threw. All of them have run, and the word is left.</exception>
    internal static void Fire(CausedSource? source, CancellationArrival word, CancellationToken? cause = null)
    {
        if (source is null)
        {
            word.Leave();
            return;
        }

        Commit.AssertNone("the callbacks of a token run");
        bool isSent = false;
        try
        {
            IFollower firing = NewFiring(source, word);
            if (cause is { } token)
            {
                FollowerLoop.FireFollower(firing, token);
            }
            else
            {
                FollowerLoop.Fire(firing);
            }

            isSent = true;
        }
        finally
        {
            if (!isSent)
            {
                word.Leave(); // callbacks threw
            }
        }
    }

    // Without memory the word is left first, and nobody waits for the callbacks.
    private static IFollower NewFiring(CausedSource source, CancellationArrival word)
    {
        try
        {
            return new WordFiring(source, word);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            word.Leave();
            return source;
        }
    }

    /// <summary>Makes <paramref name="source"/> fire with <paramref name="token"/>; at once if the token has fired.</summary>
    /// <param name="source">What fires.</param>
    /// <param name="token">The token that is followed.</param>
    /// <param name="callbacksElsewhere">
    /// Is the calling thread no place for the callbacks of <paramref name="source"/>, should the token have fired? Then an errand runs
    /// them.
    /// </param>
    internal static CancellationTokenRegistration Link(
        CausedSource source, CancellationToken token, bool callbacksElsewhere = false)
    {
        if (!token.CanBeCanceled)
        {
            return default;
        }

        StrongBox<CancellationTokenRegistration> registration = new();
        Uninterrupted.Run(
            static link => link.registration.Value = link.token.UnsafeRegister(link.callback, link.source),
            (registration, token, source, callback: callbacksElsewhere ? s_fireElsewhere : s_fire));
        return registration.Value;
    }

    /// <summary>Ends what <see cref="Link"/> began. Does not wait for callbacks that run.</summary>
    internal static void Unlink(CancellationTokenRegistration link) => Uninterrupted.Unregister(link); // without memory: scopes end by this

    /// <summary>As <see cref="Unlink"/>, which may fail for want of memory. False: the source fires with the token, or has.</summary>
    internal static bool TryUnlink(CancellationTokenRegistration link)
    {
        StrongBox<bool> isUnlinked = new();
        Uninterrupted.Run(static link => link.isUnlinked.Value = link.link.Unregister(), (isUnlinked, link));
        return isUnlinked.Value;
    }
}
