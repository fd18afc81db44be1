using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Fires tokens on the calling thread. The word for the holder of the baton is left first, and the foreign callbacks run after that.
/// </summary>
internal static class TokenFiring
{
    /// <summary>So many sources may fire one inside the other; each needs about 1 KB of stack.</summary>
    private const int MostDepth = 16;

    private static readonly Action<object?, CancellationToken> s_fire = static (source, token) =>
    {
        (source as CausedSource)?.Note(token);
        FireFollower((CancellationTokenSource)source!);
    };

    private static readonly Action<object?, CancellationToken> s_fireElsewhere = static (source, token) =>
    {
        (source as CausedSource)?.Note(token);
        _ = Uninterrupted.Cancel((CancellationTokenSource)source!);
    };

    /// <summary>How many sources fire inside the one that fires first. Written by that thread alone.</summary>
    [ThreadStatic]
    private static int s_depth;

    /// <summary>The sources that are to fire after the one that fires now. Null: none fires. Written by that thread alone.</summary>
    [ThreadStatic]
    private static Queue<CancellationTokenSource>? s_next;

    /// <summary>Fires the token of what is canceled, and leaves word for the holder of the baton.</summary>
    /// <param name="source">The source. If it has fired already, or is null, only the word is left.</param>
    /// <param name="word">Left when the token has fired, before any callback runs that was registered earlier.</param>
    /// <remarks>
    /// A token's newest callback runs first. So a callback of its own leaves the word: an older callback may wait for what only the frame
    /// can do. A callback registered by other code during this call may run earlier.
    /// </remarks>
    /// <exception cref="AggregateException">What the callbacks threw. All of them have run, and the word is left.</exception>
    internal static void Fire(CancellationTokenSource? source, CancellationArrival word)
    {
        if (source is null)
        {
            word.Leave();
            return;
        }

        Commit.AssertNone("the callbacks of a token run");
        TaskCompletionSource? callbacks = null;
        try
        {
            callbacks = new TaskCompletionSource();
            word.Callbacks = callbacks.Task;
            Uninterrupted.Run(
                static fire => fire.source.Token.UnsafeRegister(static word => ((CancellationArrival)word!).Leave(), fire.word),
                (source, word));
            FireWithFollowers(source);
        }
        finally
        {
            word.Leave(); // if the thread was interrupted at a lock of the token's, before the callback, or there was no memory
            if (callbacks is not null)
            {
                Uninterrupted.Run(static callbacks => callbacks.TrySetResult(), callbacks);
            }
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
        CancellationTokenSource source, CancellationToken token, bool callbacksElsewhere = false)
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
    internal static void Unlink(CancellationTokenRegistration link) =>
        Uninterrupted.Run(static link => link.Unregister(), link); // without memory: scopes end by this

    /// <summary>As <see cref="Unlink"/>, which may fail for want of memory. False: the source fires with the token, or has.</summary>
    internal static bool TryUnlink(CancellationTokenRegistration link)
    {
        StrongBox<bool> isUnlinked = new();
        Uninterrupted.Run(static link => link.isUnlinked.Value = link.link.Unregister(), (isUnlinked, link));
        return isUnlinked.Value;
    }

    // Called when the token that a source follows has fired. A follower fires at once, as a linked token of .NET does: an older callback
    // of the followed token may wait for what the follower's fire ends. Tokens that follow each other form chains as long as users nest
    // their scopes. So in a long chain the next source fires after the others, or the chain could fill the stack of the thread that
    // cancels.
    private static void FireFollower(CancellationTokenSource source)
    {
        if (s_next is null)
        {
            FireWithFollowers(source);
        }
        else if (s_depth < MostDepth)
        {
            s_depth++;
            try
            {
                source.Cancel();
            }
            finally
            {
                s_depth--;
            }
        }
        else
        {
            s_next.Enqueue(source);
        }
    }

    private static void FireWithFollowers(CancellationTokenSource source)
    {
        List<Exception>? thrown = null;
        Queue<CancellationTokenSource>? outer = s_next; // not null when a callback cancels something else
        int outerDepth = s_depth;
        s_depth = 0;
        Queue<CancellationTokenSource> left = s_next = new Queue<CancellationTokenSource>([source]);
        try
        {
            while (left.TryDequeue(out CancellationTokenSource? next))
            {
                try
                {
                    next.Cancel();
                }
                catch (AggregateException e) // the callbacks of the other sources must run too
                {
                    (thrown ??= []).AddRange(e.Flatten().InnerExceptions);
                }
            }
        }
        finally
        {
            s_next = outer;
            s_depth = outerDepth;
        }

        if (thrown is not null)
        {
            throw new AggregateException(thrown);
        }
    }
}
