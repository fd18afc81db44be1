using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Fires tokens on the calling thread: the word goes to the holder of the baton first, and other people's callbacks come after it.
/// </summary>
internal static class TokenFiring
{
    /// <summary>Sources that are to fire behind the one that fires now; null: none fires. Written by the thread alone.</summary>
    [ThreadStatic]
    private static Queue<CancellationTokenSource>? s_next;

    /// <summary>Fires the token that a cancellation is known by, and leaves word for the holder of the baton.</summary>
    /// <param name="source">May have fired already; then only the word is left.</param>
    /// <param name="word">Is left when the token is seen to have fired, and before any callback that was registered earlier.</param>
    /// <remarks>
    /// A token's newest callback runs first. So the word is left by a callback of its own: another may wait for what only the frame can do.
    /// </remarks>
    /// <exception cref="AggregateException">What the callbacks threw. All of them have run, and the word is left.</exception>
    internal static void Fire(CancellationTokenSource source, CancellationArrival word)
    {
        Commit.AssertNone("the callbacks of a token run");
        TaskCompletionSource callbacks = new();
        word.Callbacks = callbacks.Task;
        source.Token.UnsafeRegister(static word => ((CancellationArrival)word!).Leave(), word);
        try
        {
            FireWithFollowers(source);
        }
        finally
        {
            Uninterrupted.Run(static callbacks => callbacks.TrySetResult(), callbacks);
        }
    }

    /// <summary>Has <paramref name="source"/> fire with <paramref name="token"/>; at once if that has fired.</summary>
    internal static CancellationTokenRegistration Link(CancellationTokenSource source, CancellationToken token)
    {
        if (!token.CanBeCanceled)
        {
            return default;
        }

        StrongBox<CancellationTokenRegistration> registration = new();
        Uninterrupted.Run(
            static link => link.registration.Value = link.token.UnsafeRegister(static source =>
                FireFollower((CancellationTokenSource)source!), link.source),
            (registration, token, source));
        return registration.Value;
    }

    // A source whose token was followed has fired. Tokens that follow each other form chains as long as users nest their scopes. So they
    // fire one after the other, not one inside the other: the stack of the thread that cancels is not the users' to fill.
    private static void FireFollower(CancellationTokenSource source)
    {
        if (s_next is { } underWay)
        {
            underWay.Enqueue(source);
        }
        else
        {
            FireWithFollowers(source);
        }
    }

    private static void FireWithFollowers(CancellationTokenSource source)
    {
        List<Exception>? thrown = null;
        Queue<CancellationTokenSource>? outer = s_next; // not null in a callback that cancels something else
        Queue<CancellationTokenSource> left = s_next = new Queue<CancellationTokenSource>([source]);
        try
        {
            while (left.TryDequeue(out CancellationTokenSource? next))
            {
                try
                {
                    next.Cancel();
                }
                catch (AggregateException e) // the callbacks of the others have a right to run too
                {
                    (thrown ??= []).AddRange(e.InnerExceptions);
                }
            }
        }
        finally
        {
            s_next = outer;
        }

        if (thrown is not null)
        {
            throw new AggregateException(thrown);
        }
    }
}
