using Baton.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Tests;

/// <summary>The code that the page of hosting shows, between its marks.</summary>
internal static class HostingSamples
{
    internal static async Task AddBatonToAHost()
    {
        WebApplicationBuilder builder = NewBuilder();

        // sample: AddBatonToAHost
        builder.Services.AddBaton(builder.Configuration.GetSection("Baton"));
        builder.Services.AddHealthChecks().AddBaton();
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("Baton"));

        await using WebApplication app = builder.Build();
        app.MapHealthChecks("/health");
        app.MapGet("/price/{item}", async (
            string item, [FromKeyedServices("orders")] CoroutineScheduler orders, CancellationToken requestAborted) =>
            await orders.Start(() => PriceOf(item), $"price of {item}", requestAborted));
        // end of sample
        await app.StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.Single()) };
        foreach (string path in new[] { "/price/tea", "/health" })
        {
            Console.WriteLine($"{path}: {await client.GetStringAsync(new Uri(path, UriKind.Relative))}");
        }

        await app.StopAsync();
    }

    internal static async Task AddPoolsInCode()
    {
        WebApplicationBuilder builder = NewBuilder();

        // sample: AddPoolsInCode
        builder.Services.AddBaton(options => options.DrainTimeout = TimeSpan.FromSeconds(2))
            .AddPool("reports", options => options.MaxThreads = 8)
            .AddScheduler("reports", options => options.Pool = "reports");
        // end of sample
        await using WebApplication app = builder.Build();
        await app.StartAsync();
        await app.StopAsync();
    }

    internal static async Task AnswerWhenTheHostStops()
    {
        WebApplicationBuilder builder = NewBuilder();
        builder.Services.AddBaton(builder.Configuration.GetSection("Baton")).Services
            .Configure<BatonHostingOptions>(static options => options.DrainTimeout = TimeSpan.Zero);
        await using WebApplication app = builder.Build();
        using ManualResetEventSlim begun = new();

        // sample: AnswerWhenTheHostStops
        CancellationToken stopping = app.Lifetime.ApplicationStopping;
        app.Use(async (http, next) =>
        {
            try
            {
                await next(http);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException
                && stopping.IsCancellationRequested && !http.Response.HasStarted)
            {
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable; // the drain is over
            }
        });
        // end of sample
        app.MapGet("/price/slow", async ([FromKeyedServices("orders")] CoroutineScheduler orders) => await orders.Start(() =>
        {
            begun.Set();
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        }));
        await app.StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.Single()) };
        Task<HttpResponseMessage> request = client.GetAsync(new Uri("/price/slow", UriKind.Relative));
        begun.Wait();
        await app.StopAsync();
        using HttpResponseMessage answer = await request;
        Console.WriteLine($"/price/slow: {(int)answer.StatusCode}");
    }

    internal static void StartWithTheStop()
    {
        WebApplicationBuilder builder = NewBuilder();
        builder.Services.AddBaton(builder.Configuration.GetSection("Baton"));
        using WebApplication app = builder.Build();
        CoroutineScheduler orders = app.Services.GetRequiredKeyedService<CoroutineScheduler>("orders");

        // sample: StartWithTheStop
        CancellationToken stopping = app.Lifetime.ApplicationStopping; // IHostApplicationLifetime, from the services
        Frame worker = orders.Start(TakeOrders, "worker", stopping);
        // end of sample
        worker.Await();
        orders.Dispose();

        static void TakeOrders()
        {
            // none come
        }
    }

    internal static async Task DrainWithoutAHost()
    {
        // sample: DrainWithoutAHost
        await using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "orders" });
        await using CoroutineScheduler orders = new(new CoroutineSchedulerOptions { Name = "orders", ThreadPool = pool });
        using CancellationTokenSource stopping = new();
        Frame order = orders.Start(Work, "order 7", stopping.Token);

        stopping.Cancel(); // 1. take no more orders; each frame is canceled once, so its clean-up may wait
        try
        {
            await order.AsTask().WaitAsync(TimeSpan.FromSeconds(5)); // 2. in a server, Task.WhenAll of the frames that are open
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            Console.WriteLine(order.Status);
        }

        // 3. the end of the block disposes of the scheduler, whose frames are canceled at each wait, and then of the pool

        static void Work()
        {
            try
            {
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            }
            finally
            {
                Coroutine.Delay(TimeSpan.FromMilliseconds(1)); // say good-bye to the other side
                Console.WriteLine("cleaned up");
            }
        }
        // end of sample
    }

    private static int PriceOf(string item)
    {
        Coroutine.Delay(TimeSpan.FromMilliseconds(1));
        return item == "tea" ? 400 : 0;
    }

    private static WebApplicationBuilder NewBuilder()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Baton:Pools:app:MaxThreads"] = "64",
            ["Baton:Schedulers:orders:Pool"] = "app",
            ["Baton:Schedulers:orders:Blocking"] = "Yield",
        });
        return builder;
    }
}
