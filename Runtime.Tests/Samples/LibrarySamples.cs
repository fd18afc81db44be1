using Microsoft.AspNetCore.Builder;
using Polly;
using Polly.Retry;

namespace Baton.Tests;

/// <summary>The code that the guide shows of libraries in frames, between its marks.</summary>
internal static class LibrarySamples
{
    internal static async Task HttpInFrames()
    {
        await using WebApplication app = WebSamples.NewServer();
        app.MapGet("/{name}", (string name) => $"the page {name}");
        await app.StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.Single()) };

        // sample: HttpInFrames
        await CoroutineScheduler.RunAsync(() =>
        {
            Frame<string>[] pages =
                [.. ((string[])["one", "two"]).Select(name => Coroutine.Async(() => Get(name)))]; // both are asked for at once
            Console.WriteLine(string.Join(", ", pages.Select(page => page.Await())));
        });

        string Get(string name) => client.GetStringAsync(new Uri(name, UriKind.Relative), Coroutine.CancellationToken).Await();
        // end of sample
        await app.StopAsync();
    }

    internal static void RetryInAFrame()
    {
        // sample: RetryInAFrame
        ResiliencePipeline retry = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 3, Delay = TimeSpan.FromMilliseconds(1) })
            .Build();
        int attempts = 0;
        CoroutineScheduler.Run(() =>
        {
            // the first attempt begins in the frame; what follows an await in there, and so each later attempt, is outside
            Console.WriteLine(retry.ExecuteAsync(FetchAsync, Coroutine.CancellationToken).Await());

            // with code that suspends: each attempt is in the frame, and mode Yield lets the others run between two attempts
            attempts = 0;
            Console.WriteLine(retry.Execute(Fetch));
        }, new CoroutineSchedulerOptions { Blocking = BlockingMode.Yield });

        string Fetch() => FetchAsync(Coroutine.CancellationToken).Await();

        async ValueTask<string> FetchAsync(CancellationToken token)
        {
            await Task.Delay(1, token);
            return ++attempts < 3 ? throw new IOException("not yet") : $"came with attempt {attempts}";
        }
        // end of sample
    }

    internal static void RepositoryInAFrame()
    {
        // sample: RepositoryInAFrame
        CoroutineScheduler.Run(() =>
        {
            Frame<string> ada = Coroutine.Async(() => new Orders("north").NewestOf("Ada")); // a repository for each frame
            Frame<string> alan = Coroutine.Async(() => new Orders("south").NewestOf("Alan"));
            Console.WriteLine($"{ada.Await()}, {alan.Await()}");
        });
        // end of sample
    }

    // sample: Orders
    internal sealed class Orders(string region) // a synchronous interface, ten calls deep in code that has to keep it
    {
        internal string NewestOf(string customer)
        {
            int id = QueryAsync(customer).Await(); // the driver has an asynchronous form: as ToListAsync, ExecuteReaderAsync
            return CoroutineThreadPool.Shared.Run(() => LoadBlocking(id)).Await(); // it has none: elsewhere, and this frame waits
        }

        private static async Task<int> QueryAsync(string customer)
        {
            await Task.Delay(1);
            return customer.Length;
        }

        private string LoadBlocking(int id)
        {
            Thread.Sleep(1); // a wait that no scheduler can see, as in a native driver
            return $"{region} order {id}";
        }
    }
    // end of sample
}
