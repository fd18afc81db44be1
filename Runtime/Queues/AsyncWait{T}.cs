using System.Threading.Tasks.Sources;

namespace Baton;

/// <summary>The wait of an asynchronous method at one queue, behind its <see cref="ValueTask"/>.</summary>
/// <remarks>
/// <para>Used for one wait. The value task is complete as soon as the party is woken. The party goes on on the
/// .NET thread pool, or in the context that it asked for, never on the waker's thread. A task made of the value task ends at once, by an
/// errand.</para>
/// <para>The result is given once, and not kept alive then.</para>
/// <para>A token that fires early claims the wait before its waiter is listed. The waiter is then never listed.</para>
/// </remarks>
internal sealed class AsyncWait<T>
    : QueueWait, IValueTaskSource, IValueTaskSource<T>, IValueTaskSource<(bool Any, T Item)>, IErrand, IThreadPoolWorkItem
{
    private readonly CancellationToken _token;
    private CancellationTokenRegistration _registration;            // with the token; the party, before the waiter is listed
    private ValueTaskCore<Nothing> _continuation;                   // what continues the party; the party, then whoever completes it
    private volatile bool _isOver;                                  // has the party been woken? the claimer, once; publishes the waiter
    private int _isContinued;                                       // 1: the party was continued; interlocked
    private int _isAsked;                                           // 1: the result was asked for; interlocked

    private AsyncWait(QueueCore<T> queue, bool sends, CancellationToken token)
    {
        Queue = queue;
        _token = token;
        _continuation.Reset();
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

    /// <summary>Before the waiter is listed: from now on the token may claim the wait, and then takes the waiter out of the list.</summary>
    internal void Watch()
    {
        if (_token.CanBeCanceled)
        {
            _registration = Uninterrupted.Register(
                static (state, _) =>
                {
                    AsyncWait<T> wait = (AsyncWait<T>)state!;
                    ThreadSlots.InsistOnBeingReady();
                    if (wait.TryClaim(Canceled))
                    {
                        wait.Queue.Remove(wait.Waiter); // its item is the party's, which may be about to enqueue it after all
                        wait.Wake();
                    }
                },
                this,
                _token);
        }
    }

    /// <summary>The party need not wait after all, and its waiter is not listed.</summary>
    internal void Abandon()
    {
        TryClaim(Withdrawn);
        Uninterrupted.Unregister(_registration);
    }

    internal override void Wake()
    {
        _isOver = true;
        if (_continuation.NeedsErrand || !Uninterrupted.TryQueue(this))
        {
            Errands.Send(this);
        }
    }

    IErrand? IErrand.Next { get; set; }

    void IErrand.Run() => Complete();

    void IThreadPoolWorkItem.Execute() => Complete();

    private void Complete()
    {
        if (Interlocked.Exchange(ref _isContinued, 1) == 0)
        {
            _registration.Unregister();
            _continuation.Complete(default);
        }
    }

    /// <param name="continuation">As .NET gives it.</param>
    /// <param name="state">As .NET gives it.</param>
    /// <param name="token">As .NET gives it.</param>
    /// <param name="flags">As .NET gives it.</param>
    /// <param name="isTask">Does the continuation complete a task: see <see cref="TaskOfValueTask"/>?</param>
    internal void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags, bool isTask)
    {
        if (!_continuation.OnCompleted(continuation, state, token, flags, isTask) || !_isOver)
        {
            return;
        }

        if (isTask)
        {
            _continuation.CompleteTask();
        }
        else
        {
            Errands.Send(static wait => wait.Complete(), this); // Wake may not have seen the context
        }
    }

    void IValueTaskSource.GetResult(short token) => End(token);

    T IValueTaskSource<T>.GetResult(short token) => End(token);

    (bool Any, T Item) IValueTaskSource<(bool Any, T Item)>.GetResult(short token) => IsAtEnd ? default : (true, End(token));

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => GetStatus();

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => GetStatus();

    ValueTaskSourceStatus IValueTaskSource<(bool Any, T Item)>.GetStatus(short token) =>
        IsAtEnd ? ValueTaskSourceStatus.Succeeded : GetStatus();

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        OnCompleted(continuation, state, token, flags, TaskOfValueTask.IsCompletion(continuation, state));

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        OnCompleted(continuation, state, token, flags, TaskOfValueTask.IsCompletion<T>(continuation, state));

    void IValueTaskSource<(bool Any, T Item)>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        OnCompleted(continuation, state, token, flags, TaskOfValueTask.IsCompletion<(bool, T)>(continuation, state));

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
