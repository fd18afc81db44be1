namespace Baton.Stress;

/// <summary>Functions of a scope that send and receive through one queue, some of them by select.</summary>
internal sealed class QueueStep(int number, Random random) : ProgramStep(number, [], random)
{
    private readonly int _producers = random.Next(1, 4);
    private readonly int _consumers = random.Next(1, 4);
    private readonly int _items = random.Next(0, 8);    // of each producer
    private readonly int? _capacity = random.Next(3) == 0 ? null : random.Next(3);
    private readonly bool _selects = random.Next(2) == 0;

    public override string ToString() => $"{base.ToString()}: {_producers} to {_consumers}, capacity {_capacity}, selects {_selects}";

    protected override void Act(Play play)
    {
        // The functions run one after the other if they get no thread, or run outside every scheduler. A full queue would stay full.
        bool isOneByOne = CoroutineScheduler.Current is null || play.Traits.FewForFrames;
        CoroutineQueue<int> queue = new(isOneByOne ? null : _capacity);
        int[] received = new int[_producers * _items];
        CoroutineScope.Run(scope =>
        {
            int left = _producers;
            for (int producer = 0; producer < _producers; producer++)
            {
                int first = producer * _items;
                scope.Async(() =>
                {
                    Send(queue, first);
                    if (--left == 0)
                    {
                        queue.Complete();
                    }
                });
            }

            for (int consumer = 0; consumer < _consumers; consumer++)
            {
                scope.Async(() => Receive(queue, received));
            }
        });
        play.Checks.That("each item is received once", Array.TrueForAll(received, times => times == 1), () =>
            $"{string.Join(' ', received)}, {queue.Count} left, {this}, {play.Traits}");
    }

    private void Send(CoroutineQueue<int> queue, int first)
    {
        for (int item = first; item < first + _items; item++)
        {
            if (_selects)
            {
                Select.Any(queue.OnEnqueue(item));
            }
            else
            {
                queue.Enqueue(item);
            }
        }
    }

    private void Receive(CoroutineQueue<int> queue, int[] received)
    {
        if (!_selects)
        {
            foreach (int item in queue.DequeueAll())
            {
                Interlocked.Increment(ref received[item]);
            }

            return;
        }

        try
        {
            while (true)
            {
                Select.Any(
                    queue.OnDequeue(item => { Interlocked.Increment(ref received[item]); }),
                    Select.After(TimeSpan.FromMilliseconds(1)));
            }
        }
        catch (QueueCompletedException)
        {
            // all is received
        }
    }
}
