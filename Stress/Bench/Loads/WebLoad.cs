using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Baton.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Baton.Stress;

/// <summary>What a server made of five hundred slow clients, of whom ten went away in the middle.</summary>
/// <param name="All">Milliseconds until all that stayed were answered.</param>
/// <param name="First">Milliseconds until the first one was.</param>
/// <param name="Half">Milliseconds until half of them were.</param>
/// <param name="PoolThreads">The most threads of the .NET pool.</param>
/// <param name="Freed">Milliseconds from when a client went away until its endpoint had ended: the median.</param>
/// <param name="SlowestFreed">The most of these.</param>
internal sealed record WebLoad(double All, double First, double Half, double PoolThreads, double Freed, double SlowestFreed)
{
    private const int Clients = 500;
    private const int OneInSoManyAborts = 50;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    internal static WebLoad Measure(WebBridge bridge, bool allowSynchronousIO) => MeasureAsync(bridge, allowSynchronousIO).GetAwaiter()
        .GetResult();

    private static async Task<WebLoad> MeasureAsync(WebBridge bridge, bool allowSynchronousIO)
    {
        ConcurrentDictionary<int, long> ended = []; // 0: has begun
        await using WebServer server = await WebServer.StartAsync(application => Map(application, bridge, ended), allowSynchronousIO)
            .ConfigureAwait(false);
        Dictionary<int, long> aborted = [];
        int threads = 0;
        SlowCrowd? crowd = null;
        using (crowd = new SlowCrowd(server.Address, Clients, s_interval) { OnRound = OnRound })
        {
            await crowd.RunAsync().ConfigureAwait(false);
            Check(crowd);
            if (!SpinWait.SpinUntil(() => ended.Values.All(time => time > 0), TimeSpan.FromMinutes(2)))
            {
                throw new TimeoutException("Two minutes after the last answer some endpoints have not ended.");
            }

            double[] freed = [.. aborted.Where(abort => ended.ContainsKey(abort.Key)) // some are gone before a starved server has begun
                .Select(abort => Stopwatch.GetElapsedTime(abort.Value, ended[abort.Key]).TotalMilliseconds).Order()];
            double[] answered = [.. crowd.Clients.Where(client => client.Answered is not null).Select(client =>
                client.Answered!.Value.TotalMilliseconds).Order()];
            return new WebLoad(
                crowd.Duration.TotalMilliseconds, answered[0], answered[answered.Length / 2], threads, freed[freed.Length / 2], freed[^1]);
        }

        void OnRound()
        {
            threads = Math.Max(threads, ThreadPool.ThreadCount);
            foreach (SlowClient client in crowd!.Clients.Where(client => client.Number % OneInSoManyAborts == 1 && !client.IsDone
                && client.HasSentHalf))
            {
                aborted.Add(client.Number, Stopwatch.GetTimestamp());
                client.Abort();
            }
        }
    }

    private static void Map(WebApplication application, WebBridge bridge, ConcurrentDictionary<int, long> ended)
    {
        foreach (WebEndpoint endpoint in WebEndpoints.All)
        {
            application.MapPost(endpoint.Path, async (HttpContext http) =>
            {
                int number = int.Parse(http.Request.Headers["X-Number"].ToString(), CultureInfo.InvariantCulture);
                ended[number] = 0;
                try
                {
                    await endpoint.HandleAsync(http, bridge).ConfigureAwait(false);
                }
                finally
                {
                    ended[number] = Stopwatch.GetTimestamp();
                }
            });
        }
    }

    private static void Check(SlowCrowd crowd)
    {
        foreach (SlowClient client in crowd.Clients.Where(client => client.Number % OneInSoManyAborts != 1))
        {
            if (client.Answer() != (200, client.Endpoint.Expected(client.Number)))
            {
                throw new InvalidOperationException($"Client {client.Number} of {client.Endpoint} was answered {client.Answer()}.");
            }
        }
    }
}
