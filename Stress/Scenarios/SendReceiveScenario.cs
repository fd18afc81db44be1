namespace Baton.Stress;

/// <summary>
/// Few and many senders and receivers at one queue, each way of receiving in turn: the SendReceive stress of kotlinx's channels.
/// </summary>
internal sealed class SendReceiveScenario : IScenario
{
    private const int MostItems = 2_000;

    private static readonly int[] s_senders = [1, 2, 10];
    private static readonly int[] s_receivers = [1, 10];
    private static readonly int?[] s_capacities = [null, 0, 1, 7, 100];

    private enum Style
    {
        Dequeue,
        TryDequeue,
        DequeueAll,
        DequeueAllAsync,
        Select,
    }

    public string Name => "send-receive";

    public string Description => "1, 2, 10 senders × 1, 10 receivers × each way to receive: nothing is lost, nothing comes twice, each " +
        "receiver that waits gets something, all end";

    public void Run(Iteration iteration)
    {
        Random random = iteration.Random;
        int senders = s_senders[random.Next(s_senders.Length)];
        int receivers = s_receivers[random.Next(s_receivers.Length)];
        CoroutineQueue<int> queue = new(s_capacities[random.Next(s_capacities.Length)]);
        new Traffic(iteration, queue, senders, receivers, (Style)random.Next(5)).Run(random.Next(receivers, MostItems / senders));
    }

    private sealed class Traffic(Iteration iteration, CoroutineQueue<int> queue, int senders, int receivers, Style style)
    {
        private readonly Crowd _crowd = new(iteration);
        private readonly CoroutineQueue<int> _never = new(0);
        private int _sendersLeft;           // interlocked
        private bool _isOpen;               // volatile: all that receive have been seen to wait

        internal void Run(int items)
        {
            _sendersLeft = senders;
            Checks checks = iteration.Checks;
            ItemLedger ledger = new(senders, items, checks) { IsInOrder = true };
            Arrivals[] arrivals = [.. Enumerable.Range(0, receivers).Select(_ => new Arrivals(ledger, checks))];
            for (int sender = 0; sender < senders; sender++)
            {
                int number = sender;
                _crowd.Add($"sender {sender}", hand => SendAsync(hand, ledger, number, items));
            }

            foreach (Arrivals own in arrivals)
            {
                _crowd.Add("receiver", hand => ReceiveAsync(hand, own));
            }

            _crowd.Run(0, () => $"{style}, capacity {queue.Capacity?.ToString(null, null) ?? "none"}, {queue.Count} items in it; " +
                "{ledger.Describe()}");
            ledger.Check();
            Array.ForEach(arrivals, own => own.Check());
            checks.Equal("all that was sent was received", senders * items, arrivals.Sum(own => own.Count));
            checks.That("each receiver that waited got something", style == Style.TryDequeue || Array.TrueForAll(arrivals, own =>
                own.Count > 0));
            checks.That("the queue is over", queue.IsCompleted);
            checks.Equal("no waiter is left in a list", 0, QueuePlaces.Of(queue) + QueuePlaces.Of(_never));
        }

        // Begins when all that receive wait: then the first items go one to each.
        private async Task SendAsync(Hand hand, ItemLedger ledger, int sender, int items)
        {
            while (style != Style.TryDequeue && !Volatile.Read(ref _isOpen))
            {
                await hand.Pause().ConfigureAwait(false);
                if (QueuePlaces.Of(queue) == receivers)
                {
                    Volatile.Write(ref _isOpen, true);
                }
            }

            for (int number = 0; number < items; number++)
            {
                int item = ledger.Item(sender, number);
                Outcome outcome = await hand.Do(new EnqueueCall(queue, item)).ConfigureAwait(false);
                ledger.Offered(item, outcome.IsDone);
            }

            if (Interlocked.Decrement(ref _sendersLeft) == 0)
            {
                queue.Complete();
            }
        }

        private async Task ReceiveAsync(Hand hand, Arrivals arrivals)
        {
            QueueCall call = style switch
            {
                Style.DequeueAll => new EnumerateCall(queue, int.MaxValue, arrivals.Add),
                Style.DequeueAllAsync => new AsynchronousForm(new EnumerateCall(queue, int.MaxValue, arrivals.Add)),
                Style.Select => new SelectCall(queue.OnDequeue(arrivals.Add), _never.OnDequeue(arrivals.Add)),
                _ => new DequeueCall(queue),
            };
            while (!queue.IsCompleted)
            {
                if (style == Style.TryDequeue)
                {
                    await TryAsync(hand, arrivals).ConfigureAwait(false);
                }
                else if (await hand.Do(call).ConfigureAwait(false) is { IsDone: true } outcome && style == Style.Dequeue)
                {
                    arrivals.Add(outcome.Result);
                }
            }
        }

        private async ValueTask TryAsync(Hand hand, Arrivals arrivals)
        {
            if (queue.TryDequeue(out int item))
            {
                arrivals.Add(item);
            }
            else
            {
                await hand.Pause().ConfigureAwait(false);
            }
        }
    }
}
