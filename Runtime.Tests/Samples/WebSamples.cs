using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Tests;

/// <summary>The code that the pages show of web servers, between its marks.</summary>
internal static class WebSamples
{
    internal static async Task Bridge()
    {
        XmlSerializer serializer = new(typeof(string[]));
        await using WebApplication app = NewServer();

        // sample: Bridge
        app.MapPost("/names", async (HttpContext http) =>
        {
            string[] names = await SyncBridge.RunAsync(
                http.Request.Body, // may only be read asynchronously
                body => (string[])serializer.Deserialize(XmlReader.Create(body))!, // knows only how to block
                http.RequestAborted);
            return $"{names.Length} names";
        });
        // end of sample
        await app.StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.Single()) };
        Console.WriteLine(await PostNamesAsync(client));
        await app.StopAsync();
    }

    internal static async Task SynchronousLibrariesInAWebServer()
    {
        await using WebApplication app = NewServer();

        // sample: SynchronousLibrariesInAWebServer
        XmlSerializer serializer = new(typeof(string[]));

        app.MapPost("/names", async (HttpContext http) =>
        {
            string[] names = await SyncBridge.RunAsync(
                http.Request.Body,
                body => (string[])serializer.Deserialize(XmlReader.Create(body))!, // knows only how to block
                http.RequestAborted);
            return $"{names.Length} names";
        });

        app.MapGet("/numbers.zip", (HttpContext http) => SyncBridge.RunAsync(
            http.Response.Body,
            body =>
            {
                using ZipArchive archive = new(body, ZipArchiveMode.Create);
                using StreamWriter entry = new(archive.CreateEntry("numbers.txt").Open());
                for (int i = 0; i < 10_000; i++)
                {
                    entry.WriteLine(i); // goes out as it is written
                }
            },
            http.RequestAborted));
        // end of sample
        await app.StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.Single()) };
        Console.WriteLine(await PostNamesAsync(client));
        using ZipArchive archive = new(await client.GetStreamAsync(new Uri("/numbers.zip", UriKind.Relative)));
        using StreamReader reader = new(archive.Entries.Single().Open());
        Console.WriteLine($"{archive.Entries.Single().Name} ends with {(await reader.ReadToEndAsync()).TrimEnd()[^4..]}");
        await app.StopAsync();
    }

    internal static WebApplication NewServer()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        return app;
    }

    private static async Task<string> PostNamesAsync(HttpClient client)
    {
        using StringContent names = new(
            "<ArrayOfString><string>Ada</string><string>Alan</string></ArrayOfString>", Encoding.UTF8, "text/xml");
        using HttpResponseMessage answer = await client.PostAsync(new Uri("/names", UriKind.Relative), names);
        return await answer.Content.ReadAsStringAsync();
    }
}
