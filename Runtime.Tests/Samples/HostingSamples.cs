using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
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
        app.MapGet("/price/{item}", async (string item, [FromKeyedServices("orders")] CoroutineScheduler orders) =>
            await orders.Start(() => PriceOf(item), $"price of {item}"));
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
