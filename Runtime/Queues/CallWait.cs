namespace Baton;

/// <summary>The wait of a call that returns when it is over: the calling thread blocks, or the frame that it runs for suspends.</summary>
/// <remarks>
/// A thread or frame uses one for all its plain waits, one after the other, and in it one waiter for each side: so a wait allocates nothing. This is
/// sound because nothing of a wait is left when it ends: the waiter has been taken out of its list by the claimer before the party was woken, or by
/// the party; the registration with a token is disposed of, which waits for a call-back that runs. A select that also watches tasks or time leaves
/// call-backs that come late, so each select has a wait of its own.
/// </remarks>
internal abstract class CallWait : QueueWait
{
    private Waiter? _receiver;
    private Waiter? _sender;
    private CancellationTokenRegistration _registration; // the party

    /// <summary>For one wait of whoever calls.</summary>
    /// <param name="what">Completes "To …".</param>
    /// <param name="isOwn">A new one, to be claimed once in its life.</param>
    /// <exception cref="OperationCanceledException">The frame is canceled.</exception>
    /// <exception cref="InvalidOperationException">Waiting is forbidden here.</exception>
    internal static CallWait Begin(string what, bool isOwn = false) => FrameCore.Current is { } frame
        ? FrameWait.BeginIn(frame, what, isOwn)
        : ThreadWait.BeginHere(what, isOwn);

    /// <summary>The party: waits until it is woken, or withdrawn. Claimed afterwards.</summary>
    internal abstract void Await();

    /// <summary>Nothing is left of the wait: another may use it.</summary>
    protected abstract void Leave();

    /// <summary>It was withdrawn: throws what that was for. If it returns, that is over, and the wait may begin anew.</summary>
    internal abstract void ThrowWithdrawn();

    internal abstract TimeProvider Clock { get; }

    /// <summary>The party, before it is listed: from now on the token may claim it.</summary>
    internal void Watch(CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            Uninterrupted.Run(
                static begin => begin.wait._registration = begin.token.UnsafeRegister(static wait => ((QueueWait)wait!).Cancel(), begin.wait),
                (wait: this, token));
        }
    }

    /// <summary>The party was not listed, as it need not wait after all.</summary>
    internal void Abandon()
    {
        if (!TryClaim(Withdrawn))
        {
            Await(); // its token was just before it, and wakes it
        }
    }

    /// <summary>The party, once: the wait is claimed, and over.</summary>
    internal void End()
    {
        if (_registration != default)
        {
            Uninterrupted.Run(static registration => registration.Dispose(), _registration);
            _registration = default;
        }

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
