using System.Net;
using System.Net.Sockets;

namespace Baton.Tests;

/// <summary>Ports of loopback that are free.</summary>
internal static class FreePorts
{
    internal static (int First, int Second) Two()
    {
        using TcpListener first = new(IPAddress.Loopback, 0);
        using TcpListener second = new(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
