using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Baton.Tests;

/// <summary>A web server on this machine, as small as can be: one answer a connection, asynchronous throughout.</summary>
internal sealed class JintServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<string, Task<string>> _answer;
    private readonly Task _accepting;

    /// <param name="answer">From the path that is asked for to the text that is answered.</param>
    internal JintServer(Func<string, Task<string>> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal Uri Address => new($"http://{_listener.LocalEndpoint}");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (StreamReader reader = new(client.GetStream()))
        {
            try
            {
                if (await reader.ReadLineAsync() is { } request)
                {
                    while (await reader.ReadLineAsync() is { Length: > 0 })
                    {
                        // the rest of the head
                    }

                    string body = await _answer(request.Split(' ')[1]);
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                        $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
                }
            }
            catch (IOException)
            {
                // the client was canceled and has gone
            }
        }
    }
}
