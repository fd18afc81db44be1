using System.Net;
using System.Net.Sockets;

namespace Baton.Stress;

/// <summary>Sends back what it is sent, on a loopback port of its own. Ordinary asynchronous code, which knows nothing of frames.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource _over = new();
    private readonly List<Task> _connections = []; // the accepting loop, then whoever disposes
    private readonly Task _answersFrom;
    private readonly Task _accepting;
    private int _open;      // interlocked
    private int _mostOpen;  // interlocked

    /// <param name="answersFrom">Before its end the server accepts and reads, but answers nobody.</param>
    internal EchoServer(Task answersFrom)
    {
        _answersFrom = answersFrom;
        _listener.Start(backlog: 4096);
        Address = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    internal IPEndPoint Address { get; }

    /// <summary>The most connections that were open at a time.</summary>
    internal int MostOpen => Volatile.Read(ref _mostOpen);

    /// <summary>Ends it, and tells how many it served to their end.</summary>
    /// <exception cref="IOException">One of its connections broke.</exception>
    internal async Task<int> StopAsync()
    {
        await _over.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_connections);
        return _connections.Count;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _listener.Dispose();
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(EchoAsync(await _listener.AcceptTcpClientAsync(_over.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // over
        }
    }

    private async Task EchoAsync(TcpClient client)
    {
        using (client)
        {
            Count();
            NetworkStream stream = client.GetStream();
            byte[] buffer = new byte[1024];
            int length;
            while ((length = await stream.ReadAsync(buffer)) > 0)
            {
                await _answersFrom;
                await stream.WriteAsync(buffer.AsMemory(0, length));
            }

            Interlocked.Decrement(ref _open);
        }
    }

    private void Count()
    {
        int open = Interlocked.Increment(ref _open);
        int most = Volatile.Read(ref _mostOpen);
        while (open > most)
        {
            most = Interlocked.CompareExchange(ref _mostOpen, open, most);
        }
    }
}
