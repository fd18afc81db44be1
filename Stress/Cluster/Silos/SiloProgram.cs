using System.Net;
using Baton.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Baton.Stress;

/// <summary>What a silo's process runs. It stops at SIGTERM, and when its standard input ends: with the process that started it.</summary>
internal static class SiloProgram
{
    /// <summary>How long bodies may go on by themselves when a silo stops.</summary>
    internal static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(1);

    internal static async Task<int> RunAsync(SiloSettings settings)
    {
        SiloReport report = new();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(report);
        builder.Services.AddSingleton(report);
        builder.UseOrleans(silo => Configure(silo, settings));
        using IHost host = builder.Build();
        await host.StartAsync();
        report.TellReady(host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToString());
        report.Start();
        Thread reader = new(() =>
        {
            while (Console.In.ReadLine() is not null)
            {
            }

            host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        })
        {
            IsBackground = true,
            Name = "input",
        };
        reader.Start();
        await host.WaitForShutdownAsync();
        return ExitCode.Held;
    }

    private static void Configure(ISiloBuilder silo, SiloSettings settings)
    {
        if (settings.RedisPort > 0)
        {
            silo.UseRedisClustering(options => options.ConfigurationOptions = Redis(settings.RedisPort));
        }
        else
        {
            silo.UseDevelopmentClustering(settings.Primary);
        }

        silo.Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = settings.Cluster);
        silo.ConfigureEndpoints(IPAddress.Loopback, settings.Port, settings.GatewayPort);
        silo.Configure<ClusterMembershipOptions>(static options =>
        {
            // Deaths are to be noticed soon, and a loaded machine is not to make one.
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.NumMissedProbesLimit = 3;
            options.NumVotesForDeathDeclaration = 1;
            options.TableRefreshTimeout = TimeSpan.FromSeconds(2);
        });
        silo.AddBaton(options =>
        {
            options.MaxThreads = settings.Threads;
            options.DrainTimeout = DrainTimeout;
        });
    }

    internal static ConfigurationOptions Redis(int port) => new() { EndPoints = { { IPAddress.Loopback, port } } };
}
