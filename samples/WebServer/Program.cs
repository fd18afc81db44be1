// A web server whose endpoints call libraries that can only read and write synchronously, and whose clients are slow.
//
//   dotnet run --project samples/WebServer              serves http://127.0.0.1:5080 until Ctrl+C
//   dotnet run --project samples/WebServer -- --demo    is its own clients, prints what they saw, and ends
using System.IO.Compression;
using System.Xml;
using Baton;
using Baton.Samples;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

bool isDemo = args.Contains("--demo");

// At most 64 orders are read at a time, each on a thread of this pool. As many more wait, and the next is refused.
using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Orders", MaxThreads = 64, QueueLimit = 64 });
CoroutineSchedulerOptions onPool = new() { ThreadPool = pool };
int underWay = 0;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinRequestBodyDataRate = null); // slow clients may take their time
await using WebApplication app = builder.Build();
app.Urls.Add(isDemo ? "http://127.0.0.1:0" : "http://127.0.0.1:5080");

app.MapGet("/", () => "POST an order to /orders, GET /report.zip");

app.MapPost("/orders", async (HttpContext http) =>
{
    try
    {
        int total = await SyncBridge.RunAsync(http.Request.Body, ReadOrder, onPool, http.RequestAborted);
        return Results.Text($"total {total}");
    }
    catch (CoroutineLimitException)
    {
        return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
});

app.MapGet("/report.zip", (HttpContext http) => SyncBridge.RunAsync(http.Response.Body, WriteReport, onPool, http.RequestAborted));

await app.StartAsync();
if (isDemo)
{
    await Demo.RunAsync(new Uri(app.Urls.Single()), pool, () => Volatile.Read(ref underWay));
    await app.StopAsync();
}
else
{
    Console.WriteLine($"Serving {app.Urls.Single()}. End with Ctrl+C.");
    await app.WaitForShutdownAsync();
}

// As it would be written for a file: while the client sends nothing, this waits in the middle of Read, and its stack stays in place.
int ReadOrder(Stream body)
{
    Interlocked.Increment(ref underWay);
    try
    {
        using XmlReader xml = XmlReader.Create(body);
        int total = 0;
        while (xml.ReadToFollowing("item"))
        {
            total += XmlConvert.ToInt32(xml.GetAttribute("price")!);
        }

        return total;
    }
    finally
    {
        Interlocked.Decrement(ref underWay); // also when the client has gone away
    }
}

static void WriteReport(Stream body)
{
    using ZipArchive archive = new(body, ZipArchiveMode.Create);
    using StreamWriter entry = new(archive.CreateEntry("report.txt").Open());
    for (int line = 1; line <= 10_000; line++)
    {
        entry.WriteLine($"line {line}"); // goes out as it is written: no body is held in memory
    }
}
