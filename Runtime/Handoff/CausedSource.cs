using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// The source of a token that the library makes, and that fires with others. The source keeps the root: the token that
/// fired by itself and began that. Two tokens with the same root tell of one cancellation.
/// </summary>
/// <remarks>The root is kept when the source fires. So it says what has happened, and not what might.</remarks>
internal class CausedSource : CancellationTokenSource, IFollower, IErrand
{
    private const int Taken = 1;
    private const int Written = 2;

    private static readonly bool s_isKnown = IsFieldKnown();

    private CancellationToken _root;    // valid once it is written; the first thread to note one
    private int _state;                 // Taken while the root is being written, then Written; interlocked, once
    private Task? _callbacks;           // see CallbacksUnderWay; null: nobody fires this so; interlocked, the threads that fire

    IErrand? IErrand.Next { get; set; }

    /// <summary>The thread that is about to fire this: with which token. No effect if it has fired, or another was noted before.</summary>
    internal void Note(CancellationToken cause)
    {
        CancellationToken root = RootOf(cause);
        if (cause.IsCancellationRequested && !IsCancellationRequested && Interlocked.CompareExchange(ref _state, Taken, 0) == 0)
        {
            _root = root;
            Volatile.Write(ref _state, Written);
        }
    }

    /// <summary>A callback of the token's that makes this fire: fires this, with what follows.</summary>
    /// <exception cref="AggregateException">What the callbacks threw.</exception>
    internal void Follow(CancellationToken with)
    {
        Note(with);
        FollowerLoop.FireFollower(this, with);
    }

    void IFollower.FireHere() => FireHere();

    /// <inheritdoc cref="IFollower.HasToken"/>
    public bool HasToken(CancellationToken token) => Of(token) == this;

    /// <summary>See <see cref="IFollower.FireHere"/>.</summary>
    protected virtual void FireHere() => Cancel();

    /// <summary>Any thread: fires this. An errand runs the callbacks.</summary>
    /// <param name="with">As for <see cref="Note"/>.</param>
    /// <returns>Ends when the callbacks have run, whichever thread has fired this.</returns>
    internal Task FireElsewhere(CancellationToken with)
    {
        if (IsCancellationRequested)
        {
            return CallbacksUnderWay;
        }

        Note(with);
        Task callbacks = Uninterrupted.Cancel(this);
        return callbacks.IsCompleted ? CallbacksUnderWay : callbacks; // another thread may have been first
    }

    /// <summary>Any thread that has seen that this has fired: ends when the callbacks have run. Has ended if that is not known.</summary>
    internal Task CallbacksUnderWay => Volatile.Read(ref _callbacks) ?? Task.CompletedTask;

    /// <summary>
    /// A thread that is about to fire this. Does not fail: without memory for several such threads, one is known.
    /// </summary>
    /// <param name="callbacks">Ends when the callbacks have run, or when another thread was first.</param>
    internal void NoteFiring(Task callbacks)
    {
        try
        {
            Task? others;
            Task all;
            do
            {
                others = Volatile.Read(ref _callbacks);
                all = others is null or { IsCompleted: true } ? callbacks : Task.WhenAll(others, callbacks);
            }
            while (Interlocked.CompareExchange(ref _callbacks, all, others) != others);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // see above
        }
    }

    /// <summary>The errand, where there was no memory for one of its own: the token has fired, and its callbacks run.</summary>
    void IErrand.Run() => TokenCallbacks.RunOf(this);

    /// <summary>Can the source behind a token be found?</summary>
    internal static bool AreKnown => s_isKnown;

    /// <summary>The source behind a token. Null: it is another's, or is not known.</summary>
    internal static CausedSource? Of(CancellationToken token) => s_isKnown ? SourceOf(ref token) as CausedSource : null;

    /// <summary>Any thread: the token that has made this one fire, at last; or the token itself.</summary>
    internal static CancellationToken RootOf(CancellationToken fired)
    {
        if (!s_isKnown || SourceOf(ref fired) is not CausedSource caused)
        {
            return fired;
        }

        Moment writing = default; // of two stores
        while (Volatile.Read(ref caused._state) == Taken)
        {
            writing.Spin();
        }

        return Volatile.Read(ref caused._state) == Written ? caused._root : fired;
    }

    private static bool IsFieldKnown()
    {
        try
        {
            using CancellationTokenSource probe = new();
            CancellationToken token = probe.Token;
            return SourceOf(ref token) == probe;
        }
        catch (MissingFieldException)
        {
            return false; // then each token is its own root
        }
    }

    // The framework's own field. A token is this one reference.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_source")]
    private static extern ref CancellationTokenSource? SourceOf(ref CancellationToken token);
}
