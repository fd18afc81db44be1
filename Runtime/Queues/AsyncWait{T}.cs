using System.Threading.Tasks.Sources;

namespace Baton;

/// <summary>The wait of an asynchronous method at one queue, behind its <see cref="ValueTask"/>.</summary>
/// <remarks>
/// <para>Used for one wait. Its value task is complete as soon as it is woken; what continues it runs on the .NET thread pool, or where it was told
/// to, never on the waker's thread.</para>
/// <para>Its result is given once, and not kept alive then.</para>
/// <para>It is claimed before it is listed when its token fires so early; then it is never listed.</para>
/// </remarks>
internal sealed class AsyncWait<T> : QueueWait, IValueTaskSource, IValueTaskSource<T>, IValueTaskSource<(bool Any, T Item)>, IThreadPoolWorkItem
{
    private readonly CancellationToken _token;
    private CancellationTokenRegistration _registration; // before it is listed
    private ManualResetValueTaskSourceCore<Nothing> _continuation;
    private volatile bool _isOver;                       // the waker, once
    private int _isAsked;                                // interlocked: 1 once somebody has asked for the result

    private AsyncWait(QueueCore<T> queue, bool sends, CancellationToken token)
    {
        Queue = queue;
        _token = token;
        Waiter = new Waiter<T> { Sends = sends, Wait = this, Claim = 1 };
    }

    internal QueueCore<T> Queue { get; }

    internal Waiter<T> Waiter { get; }

    internal short Version => _continuation.Version;

    internal static AsyncWait<T> OfReceiver(QueueCore<T> queue, CancellationToken token) => new(queue, sends: false, token);

    internal static AsyncWait<T> OfSender(QueueCore<T> queue, T item, CancellationToken token)
    {
        AsyncWait<T> wait = new(queue, sends: true, token);
        wait.Waiter.Item = item;
        return wait;
    }

    /// <summary>Before it is listed: from now on the token may claim it, and then takes it out of the list.</summary>
    internal void Watch()
    {
        if (_token.CanBeCanceled)
        {
            using Quiet quiet = Quiet.Begin();
            _registration = _token.UnsafeRegister(
                static state =>
                {
                    AsyncWait<T> wait = (AsyncWait<T>)state!;
                    if (wait.TryClaim(Canceled))
                    {
                        wait.Queue.Remove(wait.Waiter); // but its item is the party's, which may be about to enqueue it after all
                        wait.Wake();
                    }
                },
                this);
        }
    }

    /// <summary>It need not wait after all, and is not listed.</summary>
    internal void Abandon()
    {
        TryClaim(Withdrawn);
        Uninterrupted.Run(static wait => wait._registration.Unregister(), this);
    }

    internal override void Wake()
    {
        _isOver = true;
        Uninterrupted.Queue(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        _registration.Unregister();
        _continuation.SetResult(default);
    }

    void IValueTaskSource.GetResult(short token) => End(token);

    T IValueTaskSource<T>.GetResult(short token) => End(token);

    (bool Any, T Item) IValueTaskSource<(bool Any, T Item)>.GetResult(short token) => IsAtEnd ? default : (true, End(token));

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => GetStatus();

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => GetStatus();

    ValueTaskSourceStatus IValueTaskSource<(bool Any, T Item)>.GetStatus(short token) => IsAtEnd ? ValueTaskSourceStatus.Succeeded : GetStatus();

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _continuation.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _continuation.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource<(bool Any, T Item)>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _continuation.OnCompleted(continuation, state, token, flags);

    private bool IsAtEnd => _isOver && Waiter.IsRefused && Queue.EndsWell;

    private ValueTaskSourceStatus GetStatus() => !_isOver ? ValueTaskSourceStatus.Pending
        : Claim == Canceled ? ValueTaskSourceStatus.Canceled
        : Waiter.IsRefused ? ValueTaskSourceStatus.Faulted
        : ValueTaskSourceStatus.Succeeded;

    private T End(short token)
    {
        if (!_isOver)
        {
            _continuation.GetResult(token); // throws that it is not over
        }

        if (Interlocked.Exchange(ref _isAsked, 1) != 0)
        {
            throw new InvalidOperationException(
                "The ValueTask of a queue's operation was awaited before. Await it once, or keep the Task that its AsTask returns.");
        }

        T item = Waiter.TakeItem();

        if (Claim == Canceled)
        {
            throw new OperationCanceledException(_token);
        }

        if (Waiter.IsRefused)
        {
            throw Queue.NewRefusal(Waiter.Sends);
        }

        return item;
    }
}
