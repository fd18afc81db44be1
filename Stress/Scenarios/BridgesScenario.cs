namespace Baton.Stress;

/// <summary>Many bridges at once over streams of every mood, pipes and packed streams, on small pools, while their tokens fire.</summary>
internal sealed class BridgesScenario : IScenario
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public string Name => "bridges";

    public string Description =>
        "SyncBridge over streams of every mood, pipes and gzip, with tokens and limits: every byte right, no buffer touched after its " +
        "call, each task ends as its body did, all threads come back";

    public void Run(Iteration iteration)
    {
        Random random = iteration.Random;
        int threads = random.Next(1, 8);
        int places = random.Next(2) == 0 ? random.Next(10) : int.MaxValue;
        CoroutineThreadPoolOptions limits = new() { Name = "Stress bridges", MaxThreads = threads, QueueLimit = places };
        CoroutineThreadPool pool = new(limits);
        CoroutineSchedulerOptions options = new() { Name = "bridge", ThreadPool = pool };
        Bridge[] bridges = [.. Enumerable.Range(0, random.Next(1, 24)).Select(_ =>
            new Bridge(BridgeJob.Draw(iteration.Fork(), iteration.Checks), iteration.Fork(), iteration.Checks))];

        if (random.Next(4) == 0)
        {
            RunGated(bridges, options, threads + (long)places, iteration);
        }
        else
        {
            RunAtOnce(bridges, options, iteration);
            Array.ForEach(bridges, bridge => bridge.Settle(s_patience));
            int accepted = bridges.Count(bridge => !bridge.IsRefused);
            iteration.Checks.That(
                "nobody is refused while there is a place", accepted == bridges.Length || accepted >= threads + (long)places, () =>
                    $"{accepted}, {threads} threads, {places} places");
        }

        Array.ForEach(bridges, bridge => bridge.Dispose());
        bool back = SpinWait.SpinUntil(() => pool.LiveThreads == pool.IdleThreads, s_patience);
        iteration.Checks.That("all threads come back", back, () => $"{pool.LiveThreads} live, {pool.IdleThreads} idle");
        bool ended = pool.DisposeAsync().AsTask().Wait(s_patience);
        iteration.Checks.That("a pool of bridges comes to its end", ended && pool.LiveThreads == 0, () => $"{pool.LiveThreads} live");
    }

    // Each is held where it begins until all have been started: so it is known who gets a place.
    private static void RunGated(Bridge[] bridges, CoroutineSchedulerOptions options, long places, Iteration iteration)
    {
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Array.ForEach(bridges, bridge => bridge.Begin(options, gate.Task));
        gate.SetResult();
        CancelSome(bridges, iteration.Fork());
        Array.ForEach(bridges, bridge => bridge.Settle(s_patience));
        iteration.Checks.Equal(
            "as many are accepted as there are threads and places", Math.Min(bridges.Length, places), bridges.Count(bridge =>
                !bridge.IsRefused));
    }

    private static void RunAtOnce(Bridge[] bridges, CoroutineSchedulerOptions options, Iteration iteration)
    {
        Random starting = iteration.Fork();
        Random canceling = iteration.Fork();
        iteration.Drivers.Run(2, number =>
        {
            if (number == 0)
            {
                foreach (Bridge bridge in bridges)
                {
                    starting.Perturb();
                    bridge.Begin(options, gate: null);
                }
            }
            else
            {
                CancelSome(bridges, canceling);
            }
        });
    }

    private static void CancelSome(Bridge[] bridges, Random random)
    {
        for (int left = random.Next(bridges.Length + 1); left > 0; left--)
        {
            random.Perturb();
            Perturbation.Spin(random.Next(100));
            bridges[random.Next(bridges.Length)].Cancel();
        }
    }
}
