using System.Threading.Tasks.Sources;

namespace Baton;

/// <summary>The wait of an asynchronous method at one queue, behind its <see cref="ValueTask"/>.</summary>
/// <remarks>
/// <para>Used for one wait. Its value task is complete as soon as it is woken; what continues it runs on the .NET thread pool, or where it was told
/// to, never on the waker's thread.</para>
/// <para>It is claimed before it is listed when its token fires so early; then it is never listed.</para>
/// </remarks>
internal sealed class AsyncWait<T> : QueueWait, IValueTaskSource, IValueTaskSource<T>, IValueTaskSource<(bool Any, T Item)>, IThreadPoolWorkItem
{
    private readonly CancellationToken _token;
    private CancellationTokenRegistration _registration; // before it is listed
    private ManualResetValueTaskSourceCore<Nothing> _continuation;
    private volatile bool _isOver;                       // the waker, once

    internal AsyncWait(QueueCore<T> queue, CancellationToken token)
    {
        Queue = queue;
        _token = token;
        Waiter = new Waiter<T> { Wait = this, Claim = 1 };
    }

    internal QueueCore<T> Queue { get; }

    internal Waiter<T> Waiter { get; }

    internal short Version => _continuation.Version;

    /// <summary>Before it is listed.</summary>
    internal void Watch(Action<AsyncWait<T>> leave)
    {
        if (_token.CanBeCanceled)
        {
            using Quiet quiet = Quiet.Begin();
            _registration = _token.UnsafeRegister(
                static state =>
                {
                    (AsyncWait<T> wait, Action<AsyncWait<T>> leave) = ((AsyncWait<T>, Action<AsyncWait<T>>))state!;
                    if (wait.TryClaim(Canceled))
                    {
                        leave(wait);
                        wait.Waiter.TakeItem();
                        wait.Wake();
                    }
                },
                (this, leave));
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

    T IValueTaskSource<T>.GetResult(short token)
    {
        End(token);
        return Waiter.Item;
    }

    (bool Any, T Item) IValueTaskSource<(bool Any, T Item)>.GetResult(short token)
    {
        if (IsAtEnd)
        {
            return default;
        }

        End(token);
        return (true, Waiter.Item);
    }

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

    private void End(short token)
    {
        if (!_isOver)
        {
            _continuation.GetResult(token); // throws that it is not over
        }

        if (Claim == Canceled)
        {
            throw new OperationCanceledException(_token);
        }

        if (Waiter.IsRefused)
        {
            throw Queue.NewRefusal();
        }
    }
}
