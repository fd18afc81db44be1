namespace Baton.Samples;

/// <summary>The three stages, each of another kind. Each ends the queues that it works on, however it ends itself.</summary>
internal static class Stages
{
    private const string Basket = "apple pear plum apple fig plum apple pear fig apple";

    /// <summary>A thread: where the queue is full it blocks.</summary>
    internal static Task ReadAsync(CoroutineQueue<string> orders) => CoroutineThreadPool.Shared.Run(() =>
    {
        try
        {
            foreach (string fruit in Basket.Split(' '))
            {
                orders.Enqueue(fruit);
            }
        }
        catch (QueueCompletedException)
        {
            // the stage behind has left: nobody wants the rest
        }
        finally
        {
            orders.Complete();
        }
    });

    /// <summary>Frames: several share the work, and each suspends at a queue or a lookup, one running at a time.</summary>
    internal static Task LookUpAsync(
        CoroutineQueue<string> orders, CoroutineQueue<(string Fruit, int Price)> priced, int workers, string? failAt) =>
        CoroutineScheduler.RunAsync(() =>
        {
            Exception? error = null;
            try
            {
                CoroutineScope.Run(scope =>
                {
                    for (int i = 0; i < workers; i++)
                    {
                        scope.Async(() =>
                        {
                            foreach (string fruit in orders.DequeueAll())
                            {
                                priced.Enqueue((fruit, PriceOf(fruit, failAt)));
                            }
                        });
                    }
                }); // the first failure cancels the other workers, and comes out
            }
            catch (Exception e)
            {
                error = e;
                throw;
            }
            finally
            {
                orders.Discard(); // or the reader would wait for room for ever
                priced.Complete(error);
            }
        });

    /// <summary>An async method: it awaits.</summary>
    internal static async Task AddUpAsync(CoroutineQueue<(string Fruit, int Price)> priced)
    {
        SortedDictionary<string, int> totals = [];
        await foreach ((string fruit, int price) in priced.DequeueAllAsync())
        {
            totals[fruit] = totals.GetValueOrDefault(fruit) + price;
        }

        Console.WriteLine($"  {string.Join(", ", totals.Select(total => $"{total.Key} {total.Value}"))}");
    }

    // A synchronous function, as a library's would be: it waits, and suspends the frame that called it.
    private static int PriceOf(string fruit, string? failAt)
    {
        Task.Delay(5).Await();
        return fruit == failAt ? throw new KeyNotFoundException($"{fruit} has no price") : fruit.Length;
    }
}
