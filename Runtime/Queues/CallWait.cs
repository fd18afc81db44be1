using System.Diagnostics;

namespace Baton;

/// <summary>The wait of a call that returns when the wait is over: the calling thread blocks, or its frame suspends.</summary>
/// <remarks>
/// <para>A thread or frame has one for all its plain waits, one after the other, with one waiter for each side. So a wait allocates
/// nothing.</para>
/// <para>This is sound because nothing of a wait is left when it ends. The waiter is out of its list: the claimer has taken it out before
/// it woke the party, or the party has. The registration with a token is disposed of, which waits for a callback that runs. A select also
/// watches tasks and time, whose callbacks may come late, so each select has a wait of its own.</para>
/// </remarks>
[StackTraceHidden]
internal abstract class CallWait : QueueWait
{
    private Waiter? _receiver;                              // of its waits to dequeue, kept for the next one; the party
    private Waiter? _sender;                                // of its waits to enqueue, kept for the next one; the party
    private CancellationTokenRegistration _registration;    // with the token of this wait; the party
    private object? _at;                                    // the queue, or the cases of a select; the party, for as long as it waits
    private bool _sends;                                    // at a queue: does the party want to enqueue? written with the queue

    /// <summary>For one wait of the calling thread, or of the frame that it runs for.</summary>
    /// <param name="what">Completes "To …".</param>
    /// <param name="isOwn">Must it be a new one, to be claimed once in its life?</param>
    /// <exception cref="OperationCanceledException">The frame is canceled.</exception>
    /// <exception cref="InvalidOperationException">Waiting is forbidden here.</exception>
    internal static CallWait Begin(string what, bool isOwn = false) => FrameCore.Current is { } frame
        ? FrameWait.BeginIn(frame, what, isOwn)
        : ThreadWait.BeginHere(what, isOwn);

    /// <summary>The party, before it waits: notes where it waits, for those who look.</summary>
    /// <param name="at">A queue, or an array of cases.</param>
    /// <param name="sends">At a queue: does the party want to enqueue?</param>
    internal void WaitAt(object at, bool sends)
    {
        _sends = sends;
        _at = at;
    }

    /// <summary>Any thread, while the party waits: says what the wait is for.</summary>
    internal void Describe(ref WaitFacts facts)
    {
        object? at = _at;
        facts.Sends = _sends;
        facts.Kind = at is QueueCore ? WaitKind.Queue : WaitKind.Select;
        if (at is SelectCase[] cases)
        {
            facts.On = [.. cases];
        }
        else if (at is not null)
        {
            facts.Add(at);
        }
    }

    /// <summary>The party: waits until it is woken, or withdraws. The wait is claimed when this returns.</summary>
    internal abstract void Await();

    /// <summary>The party, after the wait: has its thread left the frame? See <see cref="FrameDeparture"/>.</summary>
    internal virtual bool HasLeft => false;

    /// <summary>The party, whose thread has left the frame, when nothing is left of the wait: throws what it left with.</summary>
    internal virtual void ThrowLeft()
    {
        // a thread without a frame leaves none
    }

    /// <summary>The party: nothing is left of the wait, and the next one may use it.</summary>
    protected abstract void Leave();

    /// <summary>The party, when a token has ended the wait. Returns if the exception is held back: the wait is to begin anew.</summary>
    /// <param name="token">The token of the call. None afterwards: the wait is to go on without it.</param>
    /// <exception cref="OperationCanceledException">A token has fired, or the frame was canceled.</exception>
    internal virtual void ThrowCanceled(ref CancellationToken token) => CanceledWait.Throw(ref token);

    /// <summary>The party has withdrawn: throws what it withdrew for. If that is over, returns, and the wait may begin anew.</summary>
    internal abstract void ThrowWithdrawn();

    internal abstract TimeProvider Clock { get; }

    /// <summary>The party, before a waiter is listed: from now on the token may claim the wait.</summary>
    internal virtual void Watch(CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            Uninterrupted.Run(
                static begin => begin.wait._registration =
                    begin.token.UnsafeRegister(static wait => ((QueueWait)wait!).Cancel(), begin.wait),
                (wait: this, token));
        }
    }

    /// <summary>The party, with no waiter that could still be claimed for an item: it need not wait after all.</summary>
    internal void Abandon()
    {
        if (!TryClaim(Withdrawn))
        {
            Await(); // its token was before it, and wakes it
        }
    }

    /// <summary>The party, once: the wait is over, or it has not come to one.</summary>
    internal void End()
    {
        if (_registration != default)
        {
            Uninterrupted.Dispose(_registration);
            _registration = default;
        }

        _at = null; // the party is kept, and must not keep a queue alive
        Leave();
    }

    internal Waiter<T> Receiver<T>()
    {
        Waiter<T> receiver = _receiver as Waiter<T> ?? new Waiter<T> { Wait = this, Claim = 1, Sends = false };
        _receiver = receiver;
        receiver.IsRefused = false;
        return receiver;
    }

    internal Waiter<T> Sender<T>(T item)
    {
        Waiter<T> sender = _sender as Waiter<T> ?? new Waiter<T> { Wait = this, Claim = 1, Sends = true };
        _sender = sender;
        sender.IsRefused = false;
        sender.Item = item;
        return sender;
    }
}
