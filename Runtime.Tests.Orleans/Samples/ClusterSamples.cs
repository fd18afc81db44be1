using Baton.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Tests;

/// <summary>The code that the page of clusters shows, between its marks.</summary>
internal static class ClusterSamples
{
    internal static async Task AddBatonToASilo()
    {
        (int siloPort, int gatewayPort) = FreePorts.Two();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        // sample: AddBatonToASilo
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(siloPort, gatewayPort)
            .AddBaton(options => options.MaxThreads = 64));
        using IHost host = builder.Build();
        await host.StartAsync();

        IReportGrain report = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IReportGrain>(0);
        Console.WriteLine(await report.Render("tea"));
        await foreach (string line in report.Lines("one\ntwo"))
        {
            Console.WriteLine(line);
        }
        // end of sample
        await host.StopAsync();
    }

    internal static async Task RetryByTime()
    {
        int calls = 0;
        Task<int> Call() => ++calls < 3 ? throw new SiloUnavailableException("stops") : Task.FromResult(calls);
        // sample: RetryByTime
        static async Task<T> Retry<T>(Func<Task<T>> call, TimeSpan limit)
        {
            long begin = TimeProvider.System.GetTimestamp();
            while (true)
            {
                try
                {
                    return await call();
                }
                catch (Exception e) when (
                    e is OrleansException or CoroutineLimitException or TimeoutException && // the last: it may have run, or run still
                    TimeProvider.System.GetElapsedTime(begin) < limit)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(100));
                }
            }
        }

        Console.WriteLine($"answered at attempt {await Retry(Call, TimeSpan.FromSeconds(30))}");
        // end of sample
    }
}
