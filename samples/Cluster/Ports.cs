using System.Net;
using System.Net.Sockets;

namespace Baton.Samples;

/// <summary>Ports of loopback that are free.</summary>
internal static class Ports
{
    internal static int[] Find(int number)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, number).Select(static _ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners)
        {
            listener.Start();
        }

        int[] found = [.. listeners.Select(static one => ((IPEndPoint)one.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners)
        {
            listener.Dispose();
        }

        return found;
    }
}
