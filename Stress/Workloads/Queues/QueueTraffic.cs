using System.Collections.Concurrent;

namespace Baton.Stress;

/// <summary>
/// Senders and receivers of all kinds at one queue, which may be completed or discarded in the midst of it. One run each.
/// </summary>
internal sealed class QueueTraffic
{
    private const int MostRefusals = 5;

    private static readonly int?[] s_capacities = [null, 0, 0, 1, 1, 2, 3, 8, 64];

    private readonly Iteration _iteration;
    private readonly Checks _checks;
    private readonly Crowd _crowd;
    private readonly CoroutineQueue<int> _queue;
    private readonly ItemLedger _ledger;
    private readonly List<Arrivals> _arrivals = [];
    private readonly ConcurrentBag<Exception?> _reasons = []; // with which callers were refused
    private readonly ConcurrentBag<Exception?> _winners = []; // of the completions that were the first
    private readonly bool _failsOnReturn;
    private readonly bool _isSlow; // the receiving
    private readonly int _items;
    private int _sendersLeft;   // interlocked, as are the next
    private int _discards;
    private int _discarded;
    private int _thrown;
    private int _caught;
    private bool _isCompleted;  // volatile: a completion has returned

    internal QueueTraffic(Iteration iteration)
    {
        _iteration = iteration;
        _checks = iteration.Checks;
        Random random = iteration.Random;
        _crowd = new Crowd(iteration);
        _queue = new CoroutineQueue<int>(s_capacities[random.Next(s_capacities.Length)]) { OnUndelivered = Return };
        _failsOnReturn = random.Next(4) == 0;
        _isSlow = random.Next(3) == 0;
        _sendersLeft = random.Next(1, 7);
        _items = random.Next(1, 200);
        _ledger = new ItemLedger(_sendersLeft, _items, _checks) { IsInOrder = true };
        for (int sender = 0; sender < _ledger.Senders; sender++)
        {
            int number = sender;
            _crowd.Add($"sender {number}", hand => SendAsync(hand, number));
        }

        for (int receivers = random.Next(3) == 0 ? 1 : random.Next(1, 7); receivers > 0; receivers--)
        {
            Arrivals arrivals = new(_ledger, _checks);
            _arrivals.Add(arrivals);
            _crowd.Add($"receiver {receivers}", hand => ReceiveAsync(hand, arrivals));
        }
    }

    internal void Run()
    {
        Random random = _iteration.Random;
        int disturbances = random.Next(3) == 0 ? 0 : random.Next(200);
        int closers = random.Next(2) == 0 ? 0 : random.Next(1, 4);
        int late = random.Next(3) == 0 ? 0 : random.Next(10_000);
        _crowd.Run(disturbances, Describe, [.. Enumerable.Range(0, closers).Select(_ => Closer(_iteration.Fork(), late))]);
        Check();
    }

    private string Describe() => $"Capacity {_queue.Capacity?.ToString(null, null) ?? "none"}, {_queue.Count} items in it"
        + $"{(_queue.IsAddingCompleted ? ", completed" : "")}; {_ledger.Describe()}";

    private Action Closer(Random random, int late) => () =>
    {
        Perturbation.Spin(random.Next(late + 1));
        Exception? error = random.Next(2) == 0 ? null : new ScenarioException(random.Next());
        if (random.Next(3) == 0)
        {
            Discard(error);
        }
        else
        {
            Complete(error);
        }

        if (random.Next(3) == 0)
        {
            Complete(error); // by the same once more: never the first
        }
    };

    private void Complete(Exception? error)
    {
        if (_queue.Complete(error))
        {
            _winners.Add(error);
        }

        Volatile.Write(ref _isCompleted, true);
    }

    private void Discard(Exception? error)
    {
        Interlocked.Increment(ref _discards);
        try
        {
            Interlocked.Add(ref _discarded, _queue.Discard(error));
        }
        catch (AggregateException e)
        {
            Interlocked.Add(ref _caught, e.InnerExceptions.Count(inner => inner is ScenarioException));
        }

        Volatile.Write(ref _isCompleted, true);
    }

    private void Return(int item)
    {
        _ledger.GaveBack(item);
        if (_failsOnReturn && item % 4 == 0)
        {
            Interlocked.Increment(ref _thrown);
            throw new ScenarioException(item);
        }
    }

    private async Task SendAsync(Hand hand, int sender)
    {
        try
        {
            int refusals = 0;
            for (int number = 0; number < _items && refusals < MostRefusals; number++)
            {
                int item = _ledger.Item(sender, number);
                bool isLate = Volatile.Read(ref _isCompleted);
                bool isAccepted = await OfferAsync(hand, item).ConfigureAwait(false);
                refusals += isLate ? 1 : 0;
                _ledger.Offered(item, isAccepted);
                _checks.That("nothing is accepted once a completion has returned", !isLate || !isAccepted, () => $"{item}");
                _crowd.MayDisturb(hand.Random);
                if (hand.Random.Next(32) == 0)
                {
                    await hand.Pause().ConfigureAwait(false);
                }
            }
        }
        finally
        {
            if (Interlocked.Decrement(ref _sendersLeft) == 0)
            {
                Complete(null);
            }
        }
    }

    private async ValueTask<bool> OfferAsync(Hand hand, int item)
    {
        switch (hand.Random.Next(8))
        {
            case 0:
                return _queue.TryEnqueue(item);
            case 1:
                Outcome selected = await hand.Do(new SelectCall(_queue.OnEnqueue(item))).ConfigureAwait(false);
                return NoteRefusal(selected).IsDone;
            default:
                Outcome enqueued = await hand.Do(new EnqueueCall(_queue, item)).ConfigureAwait(false);
                return NoteRefusal(enqueued).IsDone;
        }
    }

    private async Task ReceiveAsync(Hand hand, Arrivals arrivals)
    {
        bool isOver = false;
        while (!isOver)
        {
            if (_isSlow)
            {
                hand.Random.Perturb();
            }

            isOver = await TakeAsync(hand, arrivals).ConfigureAwait(false);
            int count = _queue.Count;
            if (count < 0 || count > (_queue.Capacity ?? int.MaxValue))
            {
                _checks.Fail("a queue holds no more than its capacity", $"{count}");
            }
        }

        _checks.That("a receiver is refused only when all is over", _queue.IsCompleted && _queue.Count == 0);
    }

    // True: it was refused.
    private async ValueTask<bool> TakeAsync(Hand hand, Arrivals arrivals)
    {
        switch (hand.Random.Next(8))
        {
            case 0:
                if (_queue.TryDequeue(out int tried))
                {
                    arrivals.Add(tried);
                }
                else
                {
                    await hand.Pause().ConfigureAwait(false);
                }

                return false;
            case 1:
                return NoteRefusal(await hand.Do(new SelectCall(_queue.OnDequeue(arrivals.Add))).ConfigureAwait(false)).IsRefused;
            case 2:
                EnumerateCall enumerate = new(_queue, hand.Random.Next(1, 20), arrivals.Add);
                return NoteRefusal(await hand.Do(enumerate).ConfigureAwait(false)).IsRefused;
            default:
                Outcome dequeued = NoteRefusal(await hand.Do(new DequeueCall(_queue)).ConfigureAwait(false));
                if (dequeued.IsDone)
                {
                    arrivals.Add(dequeued.Result);
                }

                return dequeued.IsRefused;
        }
    }

    private Outcome NoteRefusal(Outcome outcome)
    {
        if (outcome.IsRefused)
        {
            _checks.That("a call is refused only once the queue is completed", _queue.IsAddingCompleted);
            _reasons.Add(outcome.Error);
        }

        return outcome;
    }

    private void Check()
    {
        _ledger.Check();
        _arrivals.ForEach(arrivals => arrivals.Check());
        _checks.That("the queue is over", _queue is { IsCompleted: true, IsAddingCompleted: true, Count: 0 }
            && !_queue.TryDequeue(out _), Describe);
        _checks.Equal("no waiter is left in a list", 0, QueuePlaces.Of(_queue));
        _checks.That("one completion is the first", _winners.Count == 1 || (_winners.IsEmpty && _discards > 0), () =>
            $"{_winners.Count} are");
        Exception?[] reasons = [.. _reasons.Concat(_winners).Distinct()];
        _checks.That("all are refused with the error of the first", reasons.Length <= 1, () => string.Join(", ", reasons.Select(e =>
            e?.Message ?? "none")));
        _checks.Equal("what the call-back threw came out of a discard", _thrown, _caught);
        _checks.That("a discard tells how many it dropped", _caught > 0 || _discarded == _ledger.GivenBack, () =>
            $"{_discarded} of {_ledger.GivenBack}");
    }
}
