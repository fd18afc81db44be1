// Two silos in one process, and a client: grains whose orders block, and a silo that stops under them.
//
//   dotnet run --project samples/Cluster -- --demo
using System.Net;
using Baton.Orleans;
using Baton.Samples;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

const int Orders = 40;

int[] ports = Ports.Find(4);
IHost[] silos = [await StartSiloAsync(0), await StartSiloAsync(1)];
using IHost client = await StartClientAsync();
IGrainFactory grains = client.Services.GetRequiredService<IGrainFactory>();

// All orders block at a closed desk. Stocks are counted meanwhile, by either silo: none of their own threads waits.
Desk.Close();
Task<string>[] orders = [.. Enumerable.Range(0, Orders).Select(number => grains.GetGrain<IOrderGrain>(number).Place())];
await Desk.WhenWaitingAsync(Orders);
for (int item = 0; item < 8; item++)
{
    await grains.GetGrain<IStockGrain>(item).Count();
}

Console.WriteLine($"stocks are counted while orders block: {orders.All(static order => !order.IsCompleted)}");
Desk.Open();
Console.WriteLine($"orders that are placed: {(await Task.WhenAll(orders)).Length}");

// A silo stops under its orders. It cancels them soon, and each caller is told: it may place its order again, on the other silo.
int again = 0;
Desk.Close();
orders = [.. Enumerable.Range(Orders, Orders).Select(PlaceAsync)];
await Desk.WhenWaitingAsync(Orders);
await silos[1].StopAsync();
Desk.Open();
Console.WriteLine($"orders that are placed although a silo stopped: {(await Task.WhenAll(orders)).Length}");
Console.WriteLine($"some were placed again: {again > 0}");
Console.WriteLine($"orders that did not clean up: {Desk.Waiting}");

await client.StopAsync();
await silos[0].StopAsync();

async Task<string> PlaceAsync(int number)
{
    string? placed = null;
    while (placed is null)
    {
        try
        {
            placed = await grains.GetGrain<IOrderGrain>(number).Place();
        }
        catch (OrleansException) // SiloUnavailableException, or no way to a silo for the moment
        {
            Interlocked.Increment(ref again);
            await Task.Delay(100);
        }
    }

    return placed;
}

async Task<IHost> StartSiloAsync(int number)
{
    HostApplicationBuilder builder = Host.CreateApplicationBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Critical);
    builder.UseOrleans(silo => silo
        .UseDevelopmentClustering(new IPEndPoint(IPAddress.Loopback, ports[0])) // the first silo keeps the table of members
        .ConfigureEndpoints(IPAddress.Loopback, ports[number], ports[2 + number])
        .Configure<ClusterOptions>(static options => options.ClusterId = options.ServiceId = "sample")
        .AddBaton(static options => options.DrainTimeout = TimeSpan.FromMilliseconds(100)));
    IHost host = builder.Build();
    await host.StartAsync();
    return host;
}

async Task<IHost> StartClientAsync()
{
    HostApplicationBuilder builder = Host.CreateApplicationBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Critical);
    builder.UseOrleansClient(client => client
        .UseStaticClustering(new IPEndPoint(IPAddress.Loopback, ports[2]), new IPEndPoint(IPAddress.Loopback, ports[3]))
        .Configure<ClusterOptions>(static options => options.ClusterId = options.ServiceId = "sample")
        .AddBaton());
    IHost host = builder.Build();
    await host.StartAsync();
    return host;
}
