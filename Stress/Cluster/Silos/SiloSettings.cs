using System.Globalization;
using System.Net;

namespace Baton.Stress;

/// <summary>What a silo's process is told: by its command line.</summary>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Port">The silo's port, on loopback.</param>
/// <param name="GatewayPort">The port for clients.</param>
/// <param name="PrimaryPort">The port of the silo that keeps the table of members. With Redis: not used.</param>
/// <param name="RedisPort">Where Redis is, on loopback. 0: nowhere.</param>
/// <param name="Threads">The most that bodies have.</param>
internal sealed record SiloSettings(string Cluster, int Port, int GatewayPort, int PrimaryPort, int RedisPort, int Threads)
{
    /// <summary>The name of the command that runs a silo.</summary>
    internal const string Command = "cluster-silo";

    internal IPEndPoint Primary => new(IPAddress.Loopback, PrimaryPort);

    internal IEnumerable<string> ToArguments() =>
    [
        Command,
        Cluster,
        .. new[] { Port, GatewayPort, PrimaryPort, RedisPort, Threads }.Select(static one => one.ToString(CultureInfo.InvariantCulture)),
    ];

    internal static SiloSettings Parse(string[] arguments)
    {
        int[] ports = [.. arguments.Skip(2).Select(static one => int.Parse(one, CultureInfo.InvariantCulture))];
        return new SiloSettings(arguments[1], ports[0], ports[1], ports[2], ports[3], ports[4]);
    }
}
