using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Tests;

/// <summary>Kestrel on a free port of this machine. Synchronous I/O is not allowed unless asked for, as is Kestrel's default.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private WebServer(WebApplication application) => _application = application;

    internal IPEndPoint Address { get; private set; } = null!;

    internal Uri Uri => new($"http://{Address}");

    /// <summary>A server of all the <see cref="WebEndpoints"/>.</summary>
    internal static Task<WebServer> StartAsync(WebBridge bridge, bool allowSynchronousIO = false) => StartAsync(
        application =>
        {
            foreach (WebEndpoint endpoint in WebEndpoints.All)
            {
                application.MapPost(endpoint.Path, (HttpContext http) => endpoint.HandleAsync(http, bridge));
            }
        },
        allowSynchronousIO);

    internal static async Task<WebServer> StartAsync(Action<WebApplication> map, bool allowSynchronousIO = false)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port: 0);
            if (allowSynchronousIO)
            {
                kestrel.AllowSynchronousIO = true;
            }

            // the clients are slow, and some bodies large, on purpose
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
        });
        WebServer server = new(builder.Build());
        server._application.Use(AnswerFailuresAsync);
        map(server._application);
        await server._application.StartAsync();
        server.Address = IPEndPoint.Parse(new Uri(server._application.Urls.Single()).Authority);
        return server;
    }

    /// <summary>What a client gets that sends all at once.</summary>
    internal async Task<(int Status, string Text)> PostAsync(WebEndpoint endpoint, byte[] request)
    {
        using HttpClient client = new() { BaseAddress = Uri };
        using ByteArrayContent content = new(request);
        using HttpResponseMessage response = await client.PostAsync(new Uri(endpoint.Path, UriKind.Relative), content);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        return ((int)response.StatusCode, response.IsSuccessStatusCode ? endpoint.Read(body) : Encoding.UTF8.GetString(body));
    }

    private static async Task AnswerFailuresAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (Exception e) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode =
                e is CoroutineLimitException ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError;
            await http.Response.WriteAsync(e.ToString());
        }
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync(); // connections that are open still are aborted
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }
}
