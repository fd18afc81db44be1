namespace Baton.Stress;

/// <summary>The prime sieve of Hoare's and Go's: a hundred filters, each a frame, one behind the other with queues between them.</summary>
internal sealed class SieveScenario : IScenario
{
    private const int Filters = 100;
    private const int LastPrime = 541;  // the hundredth
    private const int NextPrime = 547;

    private enum Stop
    {
        AtTheEnd,
        Discard,
        Cancel,
    }

    public string Name => "sieve";

    public string Description => "a chain of 100 filters, queues of any capacity between them, on one scheduler or two: exactly the " +
        "primes, and all filters end, are cut off or canceled";

    public void Run(Iteration iteration) => new Sieve(iteration).Run();

    private sealed class Sieve(Iteration iteration)
    {
        private readonly Stop _stop = (Stop)iteration.Random.Next(3);
        // Capacities below this; 1: all rendezvous.
        private readonly int _most = iteration.Random.Next(4) switch { 0 => 1, 1 => 2, _ => 17 };
        private readonly List<CoroutineQueue<int>> _queues = [];
        private readonly List<Frame> _frames = [];
        private readonly List<int> _primes = [];
        private int _begun; // interlocked, as is the next
        private int _ended;

        internal void Run()
        {
            CoroutineSchedulerOptions options = new() { Name = "sieve", ThreadPool = iteration.Pool };
            Checks checks = iteration.Checks;
            using (Watchdog watchdog = new(TimeSpan.FromSeconds(30), Complain))
            using (CoroutineScheduler other = new(options))
            {
                CoroutineScheduler[] schedulers = iteration.Random.Next(2) == 0 ? [] : [other];
                CoroutineScheduler.Run(() => Main(schedulers), options);
            }

            checks.Same("the primes", [.. Enumerable.Range(2, LastPrime - 1).Where(IsPrime)], _primes);
            checks.Equal("every filter that began came to its end", _begun, _ended);
            checks.That("every filter began, if it was not canceled before", _begun == Filters + 1 || _stop == Stop.Cancel, () =>
                $"{_begun}");
            checks.Equal("no waiter is left in a list", 0, _queues.Sum(QueuePlaces.Of));
        }

        private static bool IsPrime(int number) => !Enumerable.Range(2, number - 2).Any(divisor => number % divisor == 0);

        private void Main(CoroutineScheduler[] others)
        {
            int last = iteration.Random.Next(LastPrime, NextPrime);
            CoroutineQueue<int> source = NewQueue();
            CoroutineQueue<int> first = source;
            Start(() => Count(first, _stop == Stop.AtTheEnd ? last : int.MaxValue), others);
            for (int filter = 0; filter < Filters; filter++)
            {
                CoroutineQueue<int> input = source;
                CoroutineQueue<int> output = source = NewQueue();
                int prime = input.Dequeue();
                _primes.Add(prime);
                Start(() => Filter(prime, input, output), others);
            }

            End(source);
            foreach (Frame frame in _frames)
            {
                try
                {
                    frame.Await();
                }
                catch (OperationCanceledException) when (_stop == Stop.Cancel)
                {
                    // it was canceled before it began
                }
            }
        }

        private void End(CoroutineQueue<int> source)
        {
            switch (_stop)
            {
                case Stop.AtTheEnd:
                    iteration.Checks.Same("what is left in the end", [], [.. source.DequeueAll()]);
                    break;
                case Stop.Discard:
                    source.Discard();
                    break;
                default:
                    _frames.ForEach(frame => frame.Cancel());
                    break;
            }
        }

        private void Start(Action body, CoroutineScheduler[] others)
        {
            bool isHere = others.Length == 0 || iteration.Random.Next(2) == 0;
            _frames.Add(isHere ? Coroutine.Async(Run) : others[0].Start(Run));

            void Run()
            {
                Interlocked.Increment(ref _begun);
                try
                {
                    body();
                }
                catch (OperationCanceledException) when (_stop == Stop.Cancel)
                {
                    // as it should be
                }

                Interlocked.Increment(ref _ended);
            }
        }

        private static void Count(CoroutineQueue<int> output, int last)
        {
            try
            {
                for (int number = 2; number <= last; number++)
                {
                    output.Enqueue(number);
                }

                output.Complete();
            }
            catch (QueueCompletedException)
            {
                // nobody wants more
            }
        }

        private void Filter(int prime, CoroutineQueue<int> input, CoroutineQueue<int> output)
        {
            int last = prime;
            try
            {
                foreach (int number in input.DequeueAll())
                {
                    if (number <= last)
                    {
                        iteration.Checks.Fail("the numbers come in order, each once", $"{number} after {last}, at the filter of {prime}");
                    }

                    last = number;
                    if (number % prime != 0)
                    {
                        output.Enqueue(number);
                    }
                }

                output.Complete();
            }
            catch (QueueCompletedException)
            {
                input.Discard();
            }
        }

        private CoroutineQueue<int> NewQueue()
        {
            CoroutineQueue<int> queue = new(iteration.Random.Next(_most));
            _queues.Add(queue);
            return queue;
        }

        private void Complain()
        {
            string what = $"{_stop}, capacities below {_most}: {_primes.Count} primes, {_ended} of {_begun} filters ended";
            Console.Error.WriteLine($"STUCK in iteration {iteration.Checks.Iteration}: {what}");
            iteration.Checks.Fail("the sieve comes to its end", what);
        }
    }
}
