// Threads, frames and async methods, joined by queues: a thread reads, frames look things up, an async method adds up.
//
//   dotnet run --project samples/Pipeline -- --demo      all goes well, and then the middle fails
using Baton;
using Baton.Samples;

Console.WriteLine("all goes well:");
await RunAsync(failAt: null);

Console.WriteLine("a lookup fails:");
await RunAsync(failAt: "pear");

static async Task RunAsync(string? failAt)
{
    CoroutineQueue<string> orders = new(capacity: 4); // who is four ahead waits: nothing piles up
    CoroutineQueue<(string Fruit, int Price)> priced = new(capacity: 4);

    Task reader = Stages.ReadAsync(orders);
    Task lookups = Stages.LookUpAsync(orders, priced, workers: 3, failAt);
    try
    {
        await Stages.AddUpAsync(priced);
    }
    catch (QueueCompletedException e)
    {
        Console.WriteLine($"  no total: {e.InnerException?.Message}");
    }

    // Whatever fails, its neighbours are told, and so all three end.
    await Task.WhenAll(reader, lookups).ContinueWith(
        ended => Console.WriteLine($"  all stages have ended, {ended.Exception?.InnerExceptions.Count ?? 0} of them failed"),
        TaskScheduler.Default);
}
