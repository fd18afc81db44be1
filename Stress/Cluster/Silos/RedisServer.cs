using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Baton.Stress;

/// <summary>A Redis of this program's own, which keeps nothing.</summary>
internal sealed class RedisServer : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private RedisServer(Process process, int port) => (_process, Port) = (process, port);

    internal int Port { get; }

    /// <summary>Starts the command <c>redis-server</c>.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is none.</exception>
    internal static async Task<RedisServer> StartAsync()
    {
        int port = SiloCluster.FreePorts(1)[0];
        ProcessStartInfo start = new("redis-server") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in (string[])
            ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        process.BeginOutputReadLine();
        RedisServer server = new(process, port);
        long begin = Stopwatch.GetTimestamp();
        while (!await server.AnswersAsync().ConfigureAwait(false))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(begin) > s_patience)
            {
                server.Dispose();
                throw new InvalidOperationException("redis-server does not answer.");
            }

            await Task.Delay(50).ConfigureAwait(false);
        }

        return server;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        using TcpClient client = new();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
