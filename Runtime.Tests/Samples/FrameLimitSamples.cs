namespace Baton.Tests;

/// <summary>The code of the guide to frames: limits over several frames.</summary>
internal static class FrameLimitSamples
{
    internal static async Task PricesInTime()
    {
        // sample: PricesInTime
        await using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Prices", MaxThreads = 8 });
        CoroutineSchedulerOptions options = new() { Name = "Prices", ThreadPool = pool };
        using CancellationTokenSource aborted = new(); // of a request: it ends all

        Console.WriteLine(await CoroutineScheduler.RunAsync(() => Total("apple", "pear"), options, aborted.Token));
        Console.WriteLine(await CoroutineScheduler.RunAsync(() => Total("apple", "kiwi"), options, aborted.Token));

        static string Total(params string[] fruits)
        {
            try
            {
                return Coroutine.WithTimeout(TimeSpan.FromMilliseconds(200), () =>
                {
                    Frame<int>[] prices = [.. fruits.Select(fruit => Coroutine.Async(() => PriceOf(fruit)))]; // all at once
                    return $"{Frame.AwaitAll(prices).Sum()} in all";
                });
            }
            catch (TimeoutException)
            {
                return "not in time"; // the look-ups that were left have been canceled, and have ended
            }
        }

        static int PriceOf(string fruit)
        {
            TimeSpan time = fruit == "kiwi" ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(1);
            Task.Delay(time, Coroutine.CancellationToken).Await(); // the token fires with the limit
            return 2 * fruit.Length;
        }
        // end of sample
    }

    internal static void StagesWithALimit()
    {
        // sample: StagesWithALimit
        CoroutineQueue<int> numbers = new(capacity: 2);
        CoroutineQueue<int> squares = new(capacity: 2);
        int received = 0;
        CoroutineScheduler.Run(() =>
        {
            try
            {
                CoroutineScope.Run(
                    scope =>
                    {
                        scope.Async(() =>
                        {
                            for (int i = 1; ; i++)
                            {
                                numbers.Enqueue(i); // suspends while two are ahead
                            }
                        });
                        scope.Async(() =>
                        {
                            foreach (int number in numbers.DequeueAll())
                            {
                                squares.Enqueue(number * number);
                            }
                        });
                        foreach (int square in squares.DequeueAll())
                        {
                            received++;
                            Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                        }
                    },
                    new CoroutineScopeOptions { Timeout = TimeSpan.FromMilliseconds(50) });
            }
            catch (TimeoutException)
            {
                Console.WriteLine(received > 0 ? "all three have ended" : "nothing came");
            }
        });
        // end of sample
    }
}
