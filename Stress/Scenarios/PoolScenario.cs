namespace Baton.Stress;

/// <summary>Work, cancellation and coroutines against small pools that are disposed in the midst of it.</summary>
internal sealed class PoolScenario : IScenario
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public string Name => "pool";

    public string Description => "small pools with limits, idle timeouts and fresh threads, disposed under load: every task ends in an " +
        "allowed way, counters stay in bounds";

    public void Run(Iteration iteration)
    {
        CoroutineThreadPoolOptions options = RandomOptions(iteration.Random);
        CoroutineThreadPool pool = new(options);
        int clients = iteration.Random.Next(3) == 0 ? 1 : iteration.Random.Next(1, 5);
        int disposesAt = iteration.Random.Next(3) == 0 ? iteration.Random.Next(40) : int.MaxValue;
        PoolClient[] all = [.. Enumerable.Range(0, clients).Select(number => new PoolClient(
            pool, options, iteration.Fork(), iteration.Checks, number == 0 ? disposesAt : int.MaxValue))];
        iteration.Drivers.Run(clients, number => all[number].Run());

        foreach (PoolClient client in all)
        {
            client.Settle(s_patience);
        }

        bool ended = pool.DisposeAsync().AsTask().Wait(s_patience);
        iteration.Checks.That("after DisposeAsync no thread is left", ended && pool is { LiveThreads: 0, IdleThreads: 0 }, () =>
            $"{pool.LiveThreads} live");
        Refuses(iteration.Checks, pool);
    }

    private static CoroutineThreadPoolOptions RandomOptions(Random random)
    {
        int most = random.Next(3) == 0 ? 1 : random.Next(1, 7);
        return new CoroutineThreadPoolOptions
        {
            Name = "Stress small pool",
            MaxThreads = most,
            MinThreads = random.Next(3) == 0 ? random.Next(most + 1) : 0,
            QueueLimit = random.Next(3) == 0 ? random.Next(8) : int.MaxValue,
            IdleTimeout = random.Next(3) == 0 ? TimeSpan.FromSeconds(20) : TimeSpan.FromMilliseconds(random.Next(4)),
        };
    }

    private static void Refuses(Checks checks, CoroutineThreadPool pool)
    {
        bool refused = false;
        try
        {
            _ = pool.Run(() => { });
        }
        catch (ObjectDisposedException)
        {
            refused = true;
        }

        checks.That("a disposed pool refuses work", refused);
    }
}
