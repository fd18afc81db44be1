using System.Diagnostics;

namespace Baton;

/// <summary>A queue: the items there is room for, and the parties that wait on either side.</summary>
/// <remarks>
/// <para>Neither System.Threading.Channels nor Nito.AsyncEx (AsyncProducerConsumerQueue, AsyncCollection) can carry this. Neither has a
/// rendezvous, and neither can take part in a choice among several queues without taking from more than one. Both know only tasks as
/// waiters, so a frame or a thread could wait in line only by way of the .NET thread pool.</para>
/// <para>All state is under the gate. Two things are true whenever the gate is free, counting only parties whose wait is open. If a party
/// waits to dequeue, there is no item, no party waits to enqueue, and the queue is not completed. If a party waits to enqueue, there is no
/// room. So each operation meets at most one partner.</para>
/// <para>The order of matching is Go's (runtime/chan.go, runtime/select.go): all gates of a select in one order, look, and only then
/// wait.</para>
/// <para>An operation that needs a larger array allocates it before it changes anything. Its partner is woken off the gate.</para>
/// </remarks>
[StackTraceHidden]
internal sealed class QueueCore<T>(int? capacity) : QueueCore
{
    private readonly int _room = capacity ?? int.MaxValue;
    private ItemRing<T> _items;         // what the queue holds; under the gate
    private WaiterList<T> _receivers;   // parties that wait to dequeue; under the gate
    private WaiterList<T> _senders;     // parties that wait to enqueue; under the gate
    private bool _isCompleted;          // does it take no more items? under the gate, once
    private bool _isDiscarded;          // were its items dropped? under the gate, once
    private Exception? _error;          // what it was completed with; under the gate, once, before any party is refused

    internal override int? Capacity => capacity;

    internal override Type ItemType => typeof(T);

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

    /// <summary>Does it take no more items?</summary>
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

    /// <summary>
    /// Off the gate: a party that is about to wait need not enter the gate for an attempt that will fail. True only if it was so at one
    /// instant.
    /// </summary>
    /// <remarks>
    /// Otherwise a party would begin a wait that it need not make. With places, the count alone tells. While all places are taken no party
    /// waits for an item, and while none is taken no party waits with one. That holds as well while an operation is inside the gate, for
    /// which <see cref="ItemRing{T}.Exchange"/> is made. In a rendezvous the list tells. A completion, which is for good, is looked at
    /// last.
    /// </remarks>
    internal bool LooksFull => _items.Count >= _room && _receivers.LooksEmpty && !_isCompleted;

    /// <inheritdoc cref="LooksFull"/>
    internal bool LooksEmpty => _items.Count == 0 && _senders.LooksEmpty && !_isCompleted;

    /// <summary>Was it completed without an error, so that a party that takes item after item has come to the end?</summary>
    internal bool EndsWell => _error is null;

    internal override void Describe(ref QueueFacts facts)
    {
        using Gate.Held held = Gate.Enter();
        (facts.Count, facts.IsCompleted) = (_items.Count, _isCompleted);
        _receivers.AddTo(facts.Receivers);
        _senders.AddTo(facts.Senders);
    }

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

    /// <summary>
    /// Does what the waiter is for if that can be done now. Otherwise lists the waiter, unless its token has claimed the wait before.
    /// </summary>
    internal Attempt TryOrList(Waiter<T> waiter)
    {
        Attempt attempt;
        QueueWait? partner;
        using (Gate.Enter())
        {
            attempt = waiter.Sends ? Enqueue(waiter.Item, out partner) : Dequeue(out waiter.Item, out partner);
            if (attempt == Attempt.NotNow && waiter.Wait.Claim == QueueWait.Open)
            {
                Add(waiter);
            }
        }

        partner?.Wake();
        return attempt;
    }

    /// <summary>Under the gate: gives the item to the first party that waits for one, or finds room for it.</summary>
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

    /// <summary>Under the gate: takes the oldest item, and gives its room to the first party that waits with one.</summary>
    /// <param name="item">The item, if done.</param>
    /// <param name="partner">To be woken off the gate.</param>
    internal Attempt Dequeue(out T item, out QueueWait? partner)
    {
        Gate.AssertHeld();
        partner = null;
        if (_items.Count > 0)
        {
            if (_items.Count <= _room && _senders.Claim() is { } next)
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

    /// <summary>Under the gate, after an attempt that cannot be done now.</summary>
    internal void Add(Waiter<T> waiter)
    {
        Gate.AssertHeld();
        ListOf(waiter).Add(waiter);
    }

    /// <summary>The waiting party, or the thread that canceled the wait: takes out a waiter that was not claimed.</summary>
    internal void Remove(Waiter<T> waiter)
    {
        using Gate.Held held = Gate.Enter();
        ListOf(waiter).Remove(waiter);
    }

    /// <summary>
    /// A party cannot use the item that it took: the item is the oldest again. There may be one more than there is room for. After a
    /// discard the item is dropped too.
    /// </summary>
    internal void PutBack(T item)
    {
        QueueWait? partner = null;
        using (Gate.Enter())
        {
            if (_receivers.Claim() is { } receiver)
            {
                receiver.Item = item;
                partner = receiver.Wait;
            }
            else if (!_isDiscarded)
            {
                _items.AddFirst(item);
            }
        }

        partner?.Wake();
    }

    /// <summary>Takes no new items, and refuses all parties that wait for one.</summary>
    /// <returns>False when it was completed before.</returns>
    internal bool Complete(Exception? error)
    {
        Waiter<T>? refused;
        using (Gate.Enter())
        {
            if (_isCompleted)
            {
                return false;
            }

            ThreadSlots.BeReady(); // before anything changes
            _isCompleted = true;
            _error = error;
            refused = _receivers.RefuseAll();
        }

        Waiter<T>.WakeAll(refused);
        return true;
    }

    /// <summary>Completes the queue, refuses the parties that wait with an item, and takes out what the queue holds.</summary>
    internal ItemRing<T> Discard(Exception? error)
    {
        ThreadSlots.BeReady(); // before anything changes
        Complete(error);
        ItemRing<T> discarded;
        Waiter<T>? refused;
        using (Gate.Enter())
        {
            _isDiscarded = true;
            (discarded, _items) = (_items, default);
            refused = _senders.RefuseAll();
        }

        Waiter<T>.WakeAll(refused);
        return discarded;
    }

    /// <summary>What is thrown at a party that it refuses: each time a new exception, as stacks differ.</summary>
    /// <param name="sends">Does the party want to enqueue?</param>
    /// <param name="index">Of the case of a select; null: not in one.</param>
    internal QueueCompletedException NewRefusal(bool sends, int? index = null) => new(sends, _isDiscarded, index, _error);

    private ref WaiterList<T> ListOf(Waiter<T> waiter) => ref waiter.Sends ? ref _senders : ref _receivers;
}
