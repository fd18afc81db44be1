namespace Baton.Stress;

/// <summary>
/// Ten dining philosophers, who take by select whichever fork can be had first, and put it down when the other cannot be had.
/// </summary>
internal sealed class PhilosophersScenario : IScenario
{
    private const int Seats = 10;

    public string Name => "philosophers";

    public string Description => "ten dining philosophers of all kinds, forks in queues or handed out by servers, both by select: no " +
        "fork is in two hands, nobody starves, no deadlock";

    public void Run(Iteration iteration)
    {
        Random random = iteration.Random;
        Crowd crowd = new(iteration);
        bool areServed = random.Next(2) == 0;
        int meals = random.Next(1, 30);
        Fork[] forks = [.. Enumerable.Range(0, Seats).Select(_ => areServed ? (Fork)new ServerFork(iteration.Checks)
            : new QueueFork(iteration.Checks))];
        int[] eaten = new int[Seats];
        int hungry = Seats;
        for (int seat = 0; seat < Seats; seat++)
        {
            int number = seat;
            crowd.Add($"philosopher {seat}", hand => DineAsync(hand, number));
            if (forks[seat] is ServerFork server)
            {
                crowd.Add($"server of fork {seat}", server.ServeAsync);
            }
        }

        crowd.Run(random.Next(2) == 0 ? 0 : random.Next(100), () => $"Eaten of {meals} meals: {string.Join(", ", eaten)}; places: " +
            "{forks.Sum(fork => fork.Places)}");
        iteration.Checks.That("everybody has had every meal", Array.TrueForAll(eaten, count => count == meals), () =>
            string.Join(", ", eaten));
        iteration.Checks.Equal("no waiter is left in a list", 0, forks.Sum(fork => fork.Places));

        async Task DineAsync(Hand hand, int seat)
        {
            Place place = new(seat, forks[seat], forks[(seat + 1) % Seats]);
            while (eaten[seat] < meals)
            {
                eaten[seat] += await place.TryEatAsync(hand).ConfigureAwait(false) ? 1 : 0;
                await hand.Pause().ConfigureAwait(false);
            }

            if (Interlocked.Decrement(ref hungry) == 0)
            {
                Array.ForEach(forks, fork => fork.End());
            }
        }
    }

    /// <summary>A philosopher's place, between two forks. His own.</summary>
    private sealed class Place
    {
        private readonly int _seat;
        private readonly Fork[] _forks;
        private readonly SelectCase[] _takes;
        private int _taken; // the fork that was given last; −1: none

        internal Place(int seat, Fork left, Fork right)
        {
            _seat = seat;
            _forks = [left, right];
            _takes = [left.Take(1, () => _taken = 0), right.Take(0, () => _taken = 1)]; // he sits on the right of his left one
        }

        internal async ValueTask<bool> TryEatAsync(Hand hand)
        {
            int first = await TakeAsync(hand, new SelectCall(_takes)).ConfigureAwait(false);
            if (first < 0)
            {
                return false; // he was disturbed
            }

            SelectCase other = _takes[1 - first];
            QueueCall call = hand.Random.Next(2) == 0
                ? new SelectOrDefaultCall(other)
                : new SelectCall(other, Select.After(TimeSpan.FromMilliseconds(hand.Random.Next(3))));
            int second = await TakeAsync(hand, call).ConfigureAwait(false);
            if (second >= 0)
            {
                await hand.Pause().ConfigureAwait(false); // eats
                await PutDownAsync(hand, second).ConfigureAwait(false);
            }

            await PutDownAsync(hand, first).ConfigureAwait(false);
            return second >= 0;
        }

        private async ValueTask<int> TakeAsync(Hand hand, QueueCall call)
        {
            _taken = -1;
            await hand.Do(call).ConfigureAwait(false);
            if (_taken >= 0)
            {
                _forks[_taken].Hold(_seat);
            }

            return _taken;
        }

        private ValueTask PutDownAsync(Hand hand, int fork)
        {
            _forks[fork].LetGo();
            return _forks[fork].PutDownAsync(hand);
        }
    }
}
