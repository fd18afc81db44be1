using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Baton.Testing;

namespace Baton;

/// <summary>
/// A queue between plain threads, frames and <c>async</c> methods, in any mix. First in, first out; waiting parties, of all three kinds,
/// are served in order of arrival.
/// </summary>
/// <typeparam name="T">The items. Null is an item like any other.</typeparam>
/// <remarks>
/// <para>With a capacity, a sender waits for room. Capacity 0 is a rendezvous: an item is handed over directly, and the party that comes
/// first waits for the other. In a frame a wait suspends that frame, also from inside a coroutine that the frame resumes, and others run.
/// Elsewhere a wait blocks the thread, and is counted as <c>Await</c> is there.</para>
/// <para>All members may be called from any thread at any time. An operation that need not wait is no suspension point. The queue keeps no
/// item alive that was taken or discarded.</para>
/// <para>An operation can be canceled by its token, by its frame's cancellation or by <see cref="Thread.Interrupt"/>. It has then taken
/// nothing and leaves nothing behind. When an item came first, the operation succeeds; a frame's cancellation or an interrupt is then seen
/// at the next wait.</para>
/// <para>A frame that waits at a queue waits for something outside its scheduler. It is not taken for deadlocked, even when every frame
/// waits so.</para>
/// </remarks>
/// <include file="../Examples.xml" path="examples/example[@name='QueueExample']"/>
[DebuggerDisplay("{ToString(),nq}")]
#pragma warning disable CA1711 // it is a queue
public sealed class CoroutineQueue<T>
#pragma warning restore CA1711
{
    private readonly QueueCore<T> _core;

    /// <summary>Creates an empty queue.</summary>
    /// <param name="capacity">
    /// How many items the queue holds before a sender must wait; 0: none, a rendezvous; null: any number. Memory is taken as items come.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is negative.</exception>
    public CoroutineQueue(int? capacity = null)
    {
        if (capacity < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(capacity), capacity, "A queue's capacity is 0 or more, or null for any number of items.");
        }

        _core = new QueueCore<T>(capacity);
    }

    /// <summary>
    /// Called once with each item that was enqueued and can never be delivered, in their order: the items that <see cref="Discard"/> drops.
    /// Runs on the thread of its caller, under no lock. Default: null, the items are just dropped.
    /// </summary>
    /// <remarks>An item whose <see cref="Enqueue"/> threw was not enqueued, and is still the caller's.</remarks>
    /// <exception cref="ArgumentException">The value is <c>async</c>, and would leave at its first await.</exception>
    public Action<T>? OnUndelivered
    {
        get;
        init
        {
            SynchronousFunction.RequireIfGiven(value, "Or let it give the item to code that awaits, as by a queue.");
            field = value;
        }
    }

    /// <summary>Items that the queue holds at this moment. Items of waiting senders do not count: for a rendezvous this is 0.</summary>
    public int Count => _core.Count;

    /// <summary>The capacity that the queue was created with; null: any number.</summary>
    public int? Capacity => _core.Capacity;

    /// <summary>
    /// Is the queue completed, with no item left to be dequeued, now or ever? As <c>BlockingCollection.IsCompleted</c>: true means that
    /// <see cref="Dequeue"/> can only throw. See <see cref="IsAddingCompleted"/>.
    /// </summary>
    public bool IsCompleted => _core.IsOver;

    /// <summary>
    /// Has <see cref="Complete"/> been called, so that the queue takes no new item? True from then on, with items left or not.
    /// </summary>
    public bool IsAddingCompleted => _core.IsClosed;

    internal QueueCore<T> Core => _core;

    /// <summary>Puts an item at the end. Waits while the queue is full; in a rendezvous, for a partner.</summary>
    /// <param name="item">Not enqueued if this throws.</param>
    /// <param name="cancellationToken">Looked at first, and ends the wait.</param>
    /// <exception cref="QueueCompletedException">The queue is completed; or was discarded during the wait.</exception>
    /// <exception cref="OperationCanceledException">The token has fired, or the frame was canceled.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted while it was blocked, outside every scheduler.</exception>
    /// <exception cref="InvalidOperationException">
    /// It would wait in a <see cref="Coroutine.NoSuspend"/> region; or outside every scheduler while the switch
    /// <c>Baton.ThrowOnBlockingOutside</c> is on.
    /// </exception>
    public void Enqueue(T item, CancellationToken cancellationToken = default)
    {
        if (_core.EnqueueOrWait(item, cancellationToken) == Attempt.Refused)
        {
            throw _core.NewRefusal(sends: true);
        }
    }

    /// <summary>Takes the oldest item; waits for one while there is none.</summary>
    /// <param name="cancellationToken">Looked at first, and ends the wait.</param>
    /// <returns>The item.</returns>
    /// <exception cref="QueueCompletedException">The queue is completed, and has no items left.</exception>
    /// <inheritdoc cref="Enqueue" path="/exception[not(@cref='T:Baton.QueueCompletedException')]"/>
    public T Dequeue(CancellationToken cancellationToken = default) =>
        _core.DequeueOrWait(out T item, cancellationToken) == Attempt.Refused ? throw _core.NewRefusal(sends: false) : item;

    /// <summary>Puts an item at the end if that needs no wait.</summary>
    /// <param name="item">Not enqueued if this returns false.</param>
    /// <returns>False when there is no room, when no partner waits in a rendezvous, or when the queue is completed.</returns>
    public bool TryEnqueue(T item)
    {
        ControlledThread.Before(OperationKind.Queue, _core, words: QueueSteps.TriesToEnqueue);
        return _core.TryEnqueue(item) == Attempt.Done;
    }

    /// <summary>Takes the oldest item if there is one, or the item of a sender that waits in a rendezvous.</summary>
    /// <param name="item">The item, or the default of its type.</param>
    /// <returns>False when there is none now.</returns>
    public bool TryDequeue([MaybeNullWhen(false)] out T item)
    {
        ControlledThread.Before(OperationKind.Queue, _core, words: QueueSteps.TriesToDequeue);
        return _core.TryDequeue(out item!) == Attempt.Done;
    }

    /// <summary>As <see cref="Enqueue"/>, without holding a thread while it waits.</summary>
    /// <param name="item">Not enqueued if the result is not success.</param>
    /// <param name="cancellationToken">Looked at first, and ends the wait.</param>
    /// <returns>
    /// Complete when the item is enqueued. To be awaited once. What comes after the await never runs on the thread that made room. Fails as
    /// <see cref="Enqueue"/> does, except for failures of threads and frames.
    /// </returns>
    public ValueTask EnqueueAsync(T item, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        ControlledThread.Before(OperationKind.Queue, _core, words: QueueSteps.Enqueues);
        Attempt attempt = _core.TryEnqueue(item);
        AsyncWait<T>? wait = attempt == Attempt.NotNow ? _core.TryEnqueueAsync(item, cancellationToken, out attempt) : null;
        return wait is not null ? new ValueTask(wait, wait.Version)
            : attempt == Attempt.Refused ? ValueTask.FromException(_core.NewRefusal(sends: true))
            : default;
    }

    /// <summary>As <see cref="Dequeue"/>, without holding a thread while it waits.</summary>
    /// <param name="cancellationToken">Looked at first, and ends the wait.</param>
    /// <returns>
    /// The item. To be awaited once: an item that has come and is not asked for is lost, and a second question after a wait gets
    /// <see cref="InvalidOperationException"/>. What comes after the await never runs on the thread that brought the item. Fails as
    /// <see cref="Dequeue"/> does, except for failures of threads and frames.
    /// </returns>
    public ValueTask<T> DequeueAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }

        ControlledThread.Before(OperationKind.Queue, _core, words: QueueSteps.Dequeues);
        Attempt attempt = _core.TryDequeue(out T item);
        AsyncWait<T>? wait = attempt == Attempt.NotNow ? _core.TryDequeueAsync(cancellationToken, out attempt, out item) : null;
        return wait is not null ? new ValueTask<T>(wait, wait.Version)
            : attempt == Attempt.Refused ? ValueTask.FromException<T>(_core.NewRefusal(sends: false))
            : new ValueTask<T>(item);
    }

    /// <summary>
    /// Takes no new items from now on. Items in the queue, and of senders that wait already, are still delivered. Then
    /// <see cref="Dequeue"/> throws; for parties that wait for an item now, it throws at once.
    /// </summary>
    /// <param name="error">The reason; the inner exception of each <see cref="QueueCompletedException"/>. Null: a good end.</param>
    /// <returns>True the first time; otherwise nothing has happened, and the error is not kept.</returns>
    public bool Complete(Exception? error = null)
    {
        ControlledThread.Before(OperationKind.Queue, _core, words: QueueSteps.Completes);
        return _core.Complete(error);
    }

    /// <summary>
    /// Completes the queue, if it is not completed yet, and drops its items. Senders that wait get <see cref="QueueCompletedException"/>.
    /// </summary>
    /// <param name="error">As in <see cref="Complete"/>.</param>
    /// <returns>How many items the queue held. For each, <see cref="OnUndelivered"/>, if there is one, has been called.</returns>
    /// <exception cref="AggregateException">The callback has thrown. It was called for the other items too.</exception>
    public int Discard(Exception? error = null)
    {
        ControlledThread.Before(OperationKind.Queue, _core, words: QueueSteps.Discards);
        ItemRing<T> items = _core.Discard(error);
        int count = items.Count;
        List<Exception>? failures = null;
        while (OnUndelivered is not null && items.Count > 0)
        {
            try
            {
                OnUndelivered(items.Take());
            }
            catch (Exception e) // the other items have a right to it too
            {
                (failures ??= []).Add(e);
            }
        }

        return failures is null
            ? count
            : throw new AggregateException("The call-back for items that were not delivered has failed.", failures);
    }

    /// <summary>A view that takes the items one by one, as they are asked for. Waits for each item as <see cref="Dequeue"/> does.</summary>
    /// <returns>
    /// Ends when the queue is completed and empty. Several enumerations, and other receivers, share the items among them. Leaving early
    /// takes nothing more.
    /// </returns>
    /// <exception cref="QueueCompletedException">
    /// From the enumeration, in place of its end: the queue was completed with an error.
    /// </exception>
    public IEnumerable<T> DequeueAll() => new DequeueSequence<T>(_core, CancellationToken.None);

    /// <param name="cancellationToken">Looked at before each item, and ends a wait.</param>
    /// <exception cref="OperationCanceledException">
    /// From the enumeration: the token has fired, or the frame was canceled. No item was taken.
    /// </exception>
    /// <inheritdoc cref="DequeueAll()"/>
    public IEnumerable<T> DequeueAll(CancellationToken cancellationToken) => new DequeueSequence<T>(_core, cancellationToken);

    /// <summary>As <see cref="DequeueAll()"/>, without holding a thread while it waits.</summary>
    /// <param name="cancellationToken">
    /// Looked at before each item, and ends a wait. The token of <c>WithCancellation</c> does so too.
    /// </param>
    /// <returns>As <see cref="DequeueAll()"/>.</returns>
    /// <exception cref="OperationCanceledException">From the enumeration: the token has fired. No item was taken.</exception>
    /// <inheritdoc cref="DequeueAll()"/>
    public IAsyncEnumerable<T> DequeueAllAsync(CancellationToken cancellationToken = default) =>
        new AsyncDequeueSequence<T>(_core, cancellationToken);

    /// <summary>A case of a <see cref="Select"/>: takes the oldest item, as <see cref="Dequeue"/> does.</summary>
    /// <param name="action">Called with the item when the case was taken.</param>
    /// <returns>The case.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="action"/> is <c>async</c>, and would leave at its first await.</exception>
    public SelectCase OnDequeue(Action<T> action)
    {
        SynchronousFunction.Require(action, Select.NotForAsyncActions);
        return new DequeueCase<T>(_core, action);
    }

    /// <summary>A case of a <see cref="Select"/>: puts an item at the end, as <see cref="Enqueue"/> does.</summary>
    /// <param name="value">The item. The case keeps it alive.</param>
    /// <param name="action">Called when the case was taken. Null: nothing is called.</param>
    /// <returns>The case.</returns>
    /// <exception cref="ArgumentException"><paramref name="action"/> is <c>async</c>, and would leave at its first await.</exception>
    public SelectCase OnEnqueue(T value, Action? action = null)
    {
        SynchronousFunction.RequireIfGiven(action, Select.NotForAsyncActions);
        return new EnqueueCase<T>(_core, value, action);
    }

    /// <summary>Its items, its capacity, and its completion at this moment. For logs and debuggers.</summary>
    /// <returns>Words for people.</returns>
    public override string ToString() => _core.ToString();
}
