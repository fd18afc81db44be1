namespace Baton;

/// <summary>A queue: the items there is room for, and those that wait on either side.</summary>
/// <remarks>
/// <para>Neither System.Threading.Channels nor Nito.AsyncEx (AsyncProducerConsumerQueue, AsyncCollection) can carry this: neither has a rendezvous,
/// neither can take part in a choice among several queues without taking from more than one, and both know only tasks as waiters, so that a frame or
/// a thread could wait in line only by way of the .NET thread pool.</para>
/// <para>All state is under the gate. True whenever that is free, counting only those whose wait is open: if anybody waits to dequeue, there is no
/// item, nobody else waits to enqueue, and the queue is not completed; if anybody waits to enqueue, there is no room. So each operation meets at
/// most one partner.</para>
/// <para>The order of matching is Go's (runtime/chan.go, runtime/select.go): all gates of a select in one order, look, and only then wait.</para>
/// </remarks>
internal sealed partial class QueueCore<T>(int? capacity) : QueueCore
{
    private readonly int _room = capacity ?? int.MaxValue;
    private ItemRing<T> _items;
    private WaiterList<T> _receivers;
    private WaiterList<T> _senders;
    private bool _isCompleted;
    private bool _isDiscarded;
    private Exception? _error;

    internal int? Capacity => capacity;

    /// <summary>What it is, and how full.</summary>
    public override string ToString()
    {
        string type = TypeNames.Of(typeof(T));
        string end = IsOver ? ", completed" : IsClosed ? ", completed, some left" : string.Empty;
        return capacity == 0 ? $"Rendezvous of {type}{end}"
            : capacity is null ? $"Queue of {type}: {Count} items{end}"
            : $"Queue of {type}: {Count} of {capacity} items{end}";
    }

    /// <summary>Items that it holds; not those of waiting senders.</summary>
    internal int Count
    {
        get
        {
            using Gate.Held held = Gate.Enter();
            return _items.Count;
        }
    }

    /// <summary>Is completion asked for?</summary>
    internal bool IsClosed
    {
        get
        {
            using Gate.Held held = Gate.Enter();
            return _isCompleted;
        }
    }

    /// <summary>Will there never be an item again?</summary>
    internal bool IsOver
    {
        get
        {
            using Gate.Held held = Gate.Enter();
            return _isCompleted && _items.Count == 0 && !_senders.HasAny();
        }
    }

    /// <summary>Places in both lists, for tests.</summary>
    internal int Places
    {
        get
        {
            using Gate.Held held = Gate.Enter();
            return _receivers.Places + _senders.Places;
        }
    }

    /// <summary>Off the gate: who is about to wait need not enter it for an attempt that will fail. True only if it was so at one instant.</summary>
    /// <remarks>
    /// Otherwise somebody would be refused a wait that he need not make. The count alone tells when there are places: while all are taken nobody waits
    /// for an item, and while none is taken nobody waits with one, also as seen while someone is inside (that is what
    /// <see cref="ItemRing{T}.Exchange"/> is for). In a rendezvous the list tells. A completion, which is for good, is looked at last.
    /// </remarks>
    private bool LooksFull => _items.Count >= _room && _receivers.LooksEmpty && !_isCompleted;

    /// <inheritdoc cref="LooksFull"/>
    internal bool LooksEmpty => _items.Count == 0 && _senders.LooksEmpty && !_isCompleted;

    internal Attempt TryEnqueue(T item)
    {
        Attempt attempt;
        QueueWait? partner;
        using (Gate.Enter())
        {
            attempt = Enqueue(item, out partner);
        }

        partner?.Wake();
        return attempt;
    }

    internal Attempt TryDequeue(out T item)
    {
        Attempt attempt;
        QueueWait? partner;
        using (Gate.Enter())
        {
            attempt = Dequeue(out item, out partner);
        }

        partner?.Wake();
        return attempt;
    }

    /// <summary>Under the gate: gives the item to the first that waits for one, or finds room for it.</summary>
    /// <param name="item">Not taken unless done.</param>
    /// <param name="partner">To be woken off the gate.</param>
    internal Attempt Enqueue(T item, out QueueWait? partner)
    {
        Gate.AssertHeld();
        partner = null;
        if (_isCompleted)
        {
            return Attempt.Refused;
        }

        if (_receivers.Claim() is { } receiver)
        {
            receiver.Item = item;
            partner = receiver.Wait;
            return Attempt.Done;
        }

        if (_items.Count < _room)
        {
            _items.Add(item);
            return Attempt.Done;
        }

        return Attempt.NotNow;
    }

    /// <summary>Under the gate: takes the oldest item, and lets the first that waits with one have the room.</summary>
    /// <param name="item">The item, if done.</param>
    /// <param name="partner">To be woken off the gate.</param>
    internal Attempt Dequeue(out T item, out QueueWait? partner)
    {
        Gate.AssertHeld();
        partner = null;
        if (_items.Count > 0)
        {
            if (_senders.Claim() is { } next)
            {
                item = _items.Exchange(next.TakeItem());
                partner = next.Wait;
            }
            else
            {
                item = _items.Take();
            }

            return Attempt.Done;
        }

        if (_senders.Claim() is { } sender)
        {
            item = sender.TakeItem();
            partner = sender.Wait;
            return Attempt.Done;
        }

        item = default!;
        return _isCompleted ? Attempt.Refused : Attempt.NotNow;
    }

    /// <summary>Under the gate, after an attempt for which it is not the time.</summary>
    internal void Add(Waiter<T> waiter)
    {
        Gate.AssertHeld();
        ListOf(waiter).Add(waiter);
    }

    /// <summary>The party, or whoever canceled it: takes out a waiter that was not claimed.</summary>
    internal void Remove(Waiter<T> waiter)
    {
        using Gate.Held held = Gate.Enter();
        ListOf(waiter).Remove(waiter);
    }

    private ref WaiterList<T> ListOf(Waiter<T> waiter)
    {
        Gate.AssertHeld();
        return ref waiter.Sends ? ref _senders : ref _receivers;
    }
}
