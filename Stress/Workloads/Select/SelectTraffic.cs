namespace Baton.Stress;

/// <summary>Selects and plain calls of all kinds of parties at several queues. Some parties end in the midst of it. One run each.</summary>
/// <remarks>
/// Why the traffic ends: in each of its steps, one receiver at least takes from every queue that is not over, so senders are served.
/// The last sender completes all queues. Then receivers are refused.
/// </remarks>
internal sealed class SelectTraffic
{
    private static readonly int?[] s_capacities = [null, 0, 0, 0, 1, 1, 2, 5];

    private readonly Iteration _iteration;
    private readonly Checks _checks;
    private readonly Crowd _crowd;
    private readonly CoroutineQueue<int>[] _queues;
    private readonly ItemLedger _ledger;
    private readonly List<Arrivals> _arrivals = [];
    private readonly TaskPulse _pulse = new();
    private readonly CoroutineQueue<int> _withoutSenders = new(0);   // always loses, and is never completed: a trace in it would stay
    private readonly CoroutineQueue<int> _withoutReceivers = new(0);
    private readonly int _items;
    private int _sendersLeft;   // interlocked, as is the next
    private int _discarded;

    internal SelectTraffic(Iteration iteration)
    {
        _iteration = iteration;
        _checks = iteration.Checks;
        Random random = iteration.Random;
        _crowd = new Crowd(iteration);
        _queues = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => NewQueue(random))];
        _sendersLeft = random.Next(1, 5);
        _items = random.Next(1, 250);
        _ledger = new ItemLedger(_sendersLeft, _items, _checks);
        for (int sender = 0; sender < _ledger.Senders; sender++)
        {
            int number = sender;
            bool alsoReceives = random.Next(2) == 0;
            Arrivals arrivals = NewArrivals();
            _crowd.Add($"sender {number}", hand => SendAsync(hand, number, alsoReceives, arrivals));
        }

        int receivers = random.Next(1, 5);
        for (int receiver = 0; receiver < receivers; receiver++)
        {
            bool takesAll = receiver == 0 || random.Next(2) == 0;
            Arrivals arrivals = NewArrivals();
            _crowd.Add($"receiver {receiver}", hand => ReceiveAsync(hand, takesAll, arrivals));
        }
    }

    internal void Run()
    {
        Random random = _iteration.Random;
        int disturbances = random.Next(3) == 0 ? 0 : random.Next(200);
        List<Action> besides = [];
        if (random.Next(2) == 0)
        {
            int beats = random.Next(100);
            Random beater = _iteration.Fork();
            besides.Add(() => Beat(beats, beater));
        }

        if (random.Next(2) == 0)
        {
            Random closer = _iteration.Fork();
            besides.Add(() => Close(closer));
        }

        _crowd.Run(disturbances, Describe, [.. besides]);
        Check();
    }

    private Arrivals NewArrivals()
    {
        Arrivals arrivals = new(_ledger, _checks, _queues.Length);
        _arrivals.Add(arrivals);
        return arrivals;
    }

    private CoroutineQueue<int> NewQueue(Random random) => new(s_capacities[random.Next(s_capacities.Length)])
    {
        OnUndelivered = item => _ledger!.GaveBack(item),
    };

    private string Describe() => string.Join("; ", _queues.Select(Describe)) + "; " + _ledger.Describe();

    private static string Describe(CoroutineQueue<int> queue)
    {
        string capacity = queue.Capacity?.ToString(null, null) ?? "none";
        return $"capacity {capacity}, {queue.Count} items in it{(queue.IsAddingCompleted ? ", completed" : "")}";
    }

    private void Beat(int times, Random random)
    {
        for (; times > 0; times--)
        {
            Perturbation.Spin(random.Next(100));
            _pulse.Beat(random);
        }
    }

    private void Close(Random random)
    {
        for (int times = random.Next(1, _queues.Length + 1); times > 0; times--)
        {
            Perturbation.Spin(random.Next(3_000));
            CoroutineQueue<int> queue = _queues[random.Next(_queues.Length)];
            if (random.Next(2) == 0)
            {
                queue.Complete();
            }
            else
            {
                Interlocked.Add(ref _discarded, queue.Discard());
            }
        }
    }

    private async Task SendAsync(Hand hand, int sender, bool alsoReceives, Arrivals arrivals)
    {
        try
        {
            int next = 0;
            int[] open;
            while (next < _items && (open = Open(queue => queue.IsAddingCompleted, hand.Random)).Length > 0)
            {
                if (hand.Random.Next(8) == 0)
                {
                    await EnqueueAsync(hand, open[0], _ledger.Item(sender, next++)).ConfigureAwait(false);
                    continue;
                }

                SelectStep step = new(_ledger, arrivals, _checks);
                for (int cases = hand.Random.Next(1, 5); cases > 0; cases--)
                {
                    int queue = open[hand.Random.Next(open.Length)];
                    if (alsoReceives && hand.Random.Next(2) == 0)
                    {
                        step.Dequeue(_queues[queue], queue);
                    }
                    else if (next < _items)
                    {
                        step.Enqueue(_queues[queue], _ledger.Item(sender, next++));
                    }
                }

                bool isSure = step.HasItems;
                if (next < _items && hand.Random.Next(4) == 0)
                {
                    step.Enqueue(_withoutReceivers, _ledger.Item(sender, next++));
                }

                await SelectAsync(hand, step, isSure).ConfigureAwait(false);
            }
        }
        finally
        {
            if (Interlocked.Decrement(ref _sendersLeft) == 0)
            {
                Array.ForEach(_queues, queue => queue.Complete());
            }
        }
    }

    private async Task ReceiveAsync(Hand hand, bool takesAll, Arrivals arrivals)
    {
        int[] open;
        while ((open = Open(queue => queue.IsCompleted, hand.Random)).Length > 0)
        {
            if (!takesAll && hand.Random.Next(4) == 0)
            {
                await DequeueAsync(hand, open[0], arrivals).ConfigureAwait(false);
                continue;
            }

            SelectStep step = new(_ledger, arrivals, _checks);
            int[] chosen = takesAll ? open : open[..hand.Random.Next(1, open.Length + 1)];
            foreach (int queue in chosen)
            {
                step.Dequeue(_queues[queue], queue);
            }

            if (hand.Random.Next(4) == 0)
            {
                int queue = chosen[hand.Random.Next(chosen.Length)];
                step.Dequeue(_queues[queue], queue); // the same twice
            }

            if (hand.Random.Next(4) == 0)
            {
                step.Dequeue(_withoutSenders, 0);
            }

            await SelectAsync(hand, step, isSure: true).ConfigureAwait(false);
        }
    }

    /// <param name="hand">Whose.</param>
    /// <param name="step">With at least one case.</param>
    /// <param name="isSure">Will it be served for sure? Otherwise it is given a time.</param>
    private async ValueTask SelectAsync(Hand hand, SelectStep step, bool isSure)
    {
        Random random = hand.Random;
        bool waits = random.Next(6) != 0;
        if (!isSure || random.Next(8) == 0)
        {
            step.After(TimeSpan.FromMilliseconds(random.Next(3)));
        }

        if (random.Next(4) == 0)
        {
            step.On(_pulse.Now, random);
        }

        Outcome outcome = await hand.Do(step.Call(waits)).ConfigureAwait(false);
        step.Settle(outcome);
        if (outcome.IsRefused)
        {
            _checks.That("a select is refused only when a queue is completed", Array.Exists(_queues, queue => queue.IsAddingCompleted));
        }

        _crowd.MayDisturb(random);
        if (outcome.Result < 0 || random.Next(32) == 0)
        {
            await hand.Pause().ConfigureAwait(false);
        }
    }

    private async ValueTask EnqueueAsync(Hand hand, int queue, int item)
    {
        bool isAccepted = hand.Random.Next(4) == 0
            ? _queues[queue].TryEnqueue(item)
            : (await hand.Do(new EnqueueCall(_queues[queue], item)).ConfigureAwait(false)).IsDone;
        _ledger.Offered(item, isAccepted);
    }

    private async ValueTask DequeueAsync(Hand hand, int queue, Arrivals arrivals)
    {
        if (hand.Random.Next(4) == 0)
        {
            if (_queues[queue].TryDequeue(out int item))
            {
                arrivals.Add(item, queue);
            }
        }
        else if (await hand.Do(new DequeueCall(_queues[queue])).ConfigureAwait(false) is { IsDone: true } dequeued)
        {
            arrivals.Add(dequeued.Result, queue);
        }
    }

    // Numbers of the queues that are not there yet, in any order.
    private int[] Open(Predicate<CoroutineQueue<int>> isOver, Random random)
    {
        int[] open = [.. Enumerable.Range(0, _queues.Length).Where(number => !isOver(_queues[number]))];
        random.Shuffle(open);
        return open;
    }

    private void Check()
    {
        _checks.Equal("a case that always loses leaves no trace", 0, QueuePlaces.Of(_withoutSenders) + QueuePlaces.Of(_withoutReceivers));
        _ledger.Check();
        _arrivals.ForEach(arrivals => arrivals.Check());
        _checks.Equal("a discard tells how many it dropped", _ledger.GivenBack, _discarded);
        foreach (CoroutineQueue<int> queue in _queues)
        {
            _checks.That("a queue is over", queue is { IsCompleted: true, Count: 0 } && !queue.TryDequeue(out _), Describe);
            _checks.Equal("no waiter is left in a list", 0, QueuePlaces.Of(queue));
        }
    }
}
