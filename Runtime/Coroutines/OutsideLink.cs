using System.Diagnostics;

namespace Baton;

/// <summary>Makes an outside token fire with those around it, for as long as its body lasts, and anything that waits for it.</summary>
/// <remarks>
/// A body may leave threads and pool work behind, which wait for its token. They still end with what is around the body. So does a body
/// that the first one has begun on a thread of its own. If each begins the next before it ends, and so on for ever, the chain stays short.
/// </remarks>
[StackTraceHidden]
internal sealed class OutsideLink(OutsideSource source)
{
    private const int Alone = 0;
    private const int HasGuests = 1;
    private const int EndedAlone = 2;

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private CancellationTokenRegistration _registration; // with the next token; the thread that makes the token, then the one that ends it
    private OutsideToken? _next;        // see Next; as the registration; volatile, for any thread reads it
    private int _state;                 // have others than the body's own thread waited for the token? interlocked: any thread

    /// <summary>See <see cref="OutsideToken.Next"/>.</summary>
    internal OutsideToken? Next
    {
        get
        {
            OutsideToken? next = Volatile.Read(ref _next);
            while (next is { IsOver: true })
            {
                next = Volatile.Read(ref next.Link._next);
            }

            return next;
        }
    }

    /// <summary>The calling thread is about to wait for the token.</summary>
    internal void NoteGuest()
    {
        if (Volatile.Read(ref _state) != HasGuests && Environment.CurrentManagedThreadId != _thread)
        {
            AddGuest();
        }
    }

    // One that comes when the body has ended follows what is around that.
    private void AddGuest()
    {
        if (Interlocked.Exchange(ref _state, HasGuests) == EndedAlone && Next is { } next)
        {
            FollowWeakly(next);
        }
    }

    /// <summary>The thread that makes the token: it fires with the next one.</summary>
    /// <param name="next">The next one. Null: none.</param>
    internal void Begin(OutsideToken? next)
    {
        _next = next;
        if (next is not null)
        {
            Uninterrupted.Run(
                static link => link.me._registration = link.next.Token.UnsafeRegister(
                    static (source, token) => ((OutsideSource)source!).Follow(token), link.source),
                (me: this, next, source));
        }
    }

    /// <summary>The thread that ends the body, once. Does not wait for callbacks that run, and does not fail.</summary>
    internal void End()
    {
        CancellationTokenRegistration before = _registration;
        if (Interlocked.CompareExchange(ref _state, EndedAlone, Alone) == HasGuests && !TryFollowWeakly(Next))
        {
            return; // as long as the next one lives
        }

        Uninterrupted.Unregister(before);
    }

    // False for want of memory.
    private bool TryFollowWeakly(OutsideToken? next)
    {
        if (next is null)
        {
            Volatile.Write(ref _next, null);
            return true;
        }

        try
        {
            FollowWeakly(next);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return false;
        }

        Volatile.Write(ref _next, next);
        return true;
    }

    private void FollowWeakly(OutsideToken next)
    {
        next.Link.AddGuest();
        source.Remains = new OutsideRemains(source, next.Token);
    }
}
