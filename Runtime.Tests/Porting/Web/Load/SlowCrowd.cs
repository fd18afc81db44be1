using System.Diagnostics;
using System.Net;

namespace Baton.Tests;

/// <summary>
/// Many slow clients at once, driven by one thread of their own: what the server makes of the .NET thread pool does not slow them.
/// </summary>
internal sealed class SlowCrowd : IDisposable
{
    private const int LooksPerByte = 10;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10); // a starved server takes some

    private readonly TimeSpan _interval;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly SlowClient[] _clients;

    /// <summary>Connects them, spread on all endpoints.</summary>
    /// <param name="server">Whom they ask.</param>
    /// <param name="count">How many.</param>
    /// <param name="interval">Between the bytes of one client.</param>
    internal SlowCrowd(IPEndPoint server, int count, TimeSpan interval)
    {
        _interval = interval;
        _clients = [.. Enumerable.Range(0, count).Select(i => new SlowClient(server, WebEndpoints.All[i % WebEndpoints.All.Count], i))];
    }

    internal IReadOnlyList<SlowClient> Clients => _clients;

    /// <summary>Called before each round of bytes.</summary>
    internal Action OnRound { get; init; } = () => { };

    /// <summary>False: the last bytes are held back.</summary>
    internal Func<bool> MayFinish { get; init; } = () => true;

    /// <summary>When the last one had its answer, or was gone, since the first one connected.</summary>
    internal TimeSpan Duration { get; private set; }

    /// <summary>Returns once all clients have their answers, or are gone.</summary>
    internal Task RunAsync()
    {
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            try
            {
                Run();
                end.SetResult();
            }
            catch (Exception e)
            {
                end.SetException(e);
            }
        })
        {
            IsBackground = true,
            Name = "Slow clients",
        };
        thread.Start();
        return end.Task;
    }

    private void Run()
    {
        bool mayFinish = false;
        while (!_clients.All(client => client.IsDone))
        {
            if (Stopwatch.GetElapsedTime(_start) > s_limit)
            {
                throw new TimeoutException($"{_clients.Count(client => !client.IsDone)} clients have no answer after {s_limit}.");
            }

            OnRound();
            mayFinish = mayFinish || MayFinish();
            foreach (SlowClient client in _clients.Where(client => !client.IsDone && client.Left > (mayFinish ? 0 : 1)))
            {
                client.SendByte();
            }

            for (int i = 0; i < LooksPerByte; i++)
            {
                Look();
                Thread.Sleep(_interval / LooksPerByte); // the pace, and nothing but
            }
        }

        Duration = Stopwatch.GetElapsedTime(_start);
    }

    private void Look()
    {
        foreach (SlowClient client in _clients.Where(client => !client.IsDone && client.Left == 0))
        {
            client.Receive();
        }
    }

    public void Dispose()
    {
        foreach (SlowClient client in _clients)
        {
            client.Dispose();
        }
    }
}
