namespace Baton.Stress;

/// <summary>
/// More coroutines than threads: exactly as many start as there are threads, the others are refused without harm and work later.
/// </summary>
internal sealed class LimitScenario : IScenario
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public string Name => "limit";

    public string Description => "with few threads exactly so many coroutines start, the refused get CoroutineLimitException, stay " +
        "Created, and work once there is room";

    public void Run(Iteration iteration)
    {
        int most = iteration.Random.Next(1, 9);
        int count = most + iteration.Random.Next(1, 9);
        int threads = iteration.Random.Next(1, 5);
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Stress limited pool", MaxThreads = most });
        Coroutine<int>[] coroutines = [.. Enumerable.Range(0, count).Select(number => Create(pool, number, iteration.Random))];

        iteration.Drivers.Run(threads, thread =>
        {
            for (int number = thread; number < count; number += threads)
            {
                TryStart(coroutines[number], number, most, iteration.Checks);
            }
        });
        Coroutine<int>[] started = [.. coroutines.Where(coroutine => coroutine.Status == CoroutineStatus.Suspended)];
        Coroutine<int>[] refused = [.. coroutines.Where(coroutine => coroutine.Status == CoroutineStatus.Created)];
        iteration.Checks.Equal("as many start as there are threads", most, started.Length);
        iteration.Checks.Equal("the refused stay Created", count - most, refused.Length);
        iteration.Checks.Equal("the pool is full", most, pool.LiveThreads);

        End(started, iteration.Random);
        StartLater(refused, coroutines, pool, iteration.Checks);
        bool ended = pool.DisposeAsync().AsTask().Wait(s_patience);
        iteration.Checks.That("after DisposeAsync no thread is left", ended && pool.LiveThreads == 0, () => $"{pool.LiveThreads} live");
    }

    private static Coroutine<int> Create(CoroutineThreadPool pool, int number, Random random) => Coroutine.Create<int>(
        yielder =>
        {
            yielder.Suspend(number);
            return -number;
        },
        new CoroutineOptions { ThreadPool = pool, FreshThread = random.Next(5) == 0, StackSize = random.Next(5) == 0 ? 256 << 10 : 0 });

    private static void TryStart(Coroutine<int> coroutine, int number, int most, Checks checks)
    {
        try
        {
            checks.Equal("one that starts gives its value", number, coroutine.Resume());
        }
        catch (CoroutineLimitException e)
        {
            checks.Equal("a refusal names the limit", most, e.MaxThreads);
            checks.Equal("a refusal names the threads", most, e.LiveThreads);
        }
    }

    private static void End(Coroutine<int>[] started, Random random)
    {
        foreach (Coroutine<int> coroutine in started)
        {
            if (random.Next(2) == 0)
            {
                coroutine.Resume();
            }
            else
            {
                coroutine.Dispose();
            }
        }
    }

    private static void StartLater(Coroutine<int>[] refused, Coroutine<int>[] all, CoroutineThreadPool pool, Checks checks)
    {
        foreach (Coroutine<int> coroutine in refused)
        {
            // A fresh thread counts until it has ended, which is after its coroutine has.
            bool room = SpinWait.SpinUntil(() => pool.IdleThreads > 0 || pool.LiveThreads < pool.MaxThreads, s_patience);
            checks.That("threads come back", room);
            int number = Array.IndexOf(all, coroutine);
            checks.Equal("one that was refused works later", number, coroutine.Resume());
            checks.Equal("one that was refused works to its end", -number, coroutine.Resume());
        }
    }
}
