using System.Net;
using System.Net.Sockets;

namespace Baton.Stress;

/// <summary>Two ends of a connection over the loopback interface.</summary>
internal sealed class Loopback : IDisposable
{
    private readonly NetworkStream _sending;

    internal Loopback()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        TcpClient client = new();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        _sending = client.GetStream();
        Receiving = new NetworkStream(listener.AcceptSocket(), ownsSocket: true);
    }

    internal Stream Receiving { get; }

    internal async Task SendZerosAsync(long count)
    {
        byte[] zeros = new byte[64 * 1024];
        for (long left = count; left > 0; left -= zeros.Length)
        {
            await _sending.WriteAsync(zeros).ConfigureAwait(false);
        }

        _sending.Close();
    }

    public void Dispose()
    {
        _sending.Dispose();
        Receiving.Dispose();
    }
}
