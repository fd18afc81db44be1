namespace Baton.Stress;

/// <summary>Bodies that will not be unwound: they cost their own threads, for as long as they hold out, and nobody else anything.</summary>
internal sealed class QuarantineScenario : IScenario
{
    /// <summary>Bodies that never give in lose their threads for good: so many in one process are enough.</summary>
    private const int MostLost = 16;

    private const int SwallowLimit = 100;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly CoroutineThreadPool s_lost = new(new CoroutineThreadPoolOptions { Name = "Lost", MaxThreads = MostLost });
    private static int s_lostSoFar;

    private enum Kind
    {
        SwallowsSome,
        OutlastsDispose,
        OutlastsDisposeAsync,
        SwallowsForEver,
    }

    public string Name => "quarantine";

    public string Description => "disposal comes back from bodies that swallow their unwinding or outlast it; those are counted, their " +
        "threads come back if they end, and others go on";

    public void Run(Iteration iteration)
    {
        using Coroutine<int> bystander = Coroutine.Create<int>(yielder =>
        {
            for (int i = 0; ; i++)
            {
                yielder.Suspend(i);
            }
        }, iteration.InPool);
        int rounds = iteration.Random.Next(1, 6);
        for (int round = 0; round < rounds; round++)
        {
            Kind kind = (Kind)iteration.Random.Next(4);
            if (kind == Kind.SwallowsForEver && s_lostSoFar >= MostLost)
            {
                kind = Kind.SwallowsSome;
            }

            RunOne(iteration, kind);
            iteration.Checks.Equal("a bystander goes on", round, bystander.Resume());
        }

        bystander.Dispose();
        bool back = SpinWait.SpinUntil(() => iteration.Pool.LiveThreads == iteration.Pool.IdleThreads, s_patience);
        iteration.Checks.That("threads came back from those that ended after all", back, () => $"{iteration.Pool.LiveThreads} live, " +
            $"{iteration.Pool.IdleThreads} idle");
    }

    private static void RunOne(Iteration iteration, Kind kind)
    {
        switch (kind)
        {
            case Kind.SwallowsSome:
                Swallow(iteration, iteration.Random.Next(1, SwallowLimit), iteration.Pool);
                break;
            case Kind.OutlastsDispose:
                OutlastDispose(iteration);
                break;
            case Kind.OutlastsDisposeAsync:
                OutlastDisposeAsync(iteration);
                break;
            default:
                s_lostSoFar++;
                iteration.Expected.AddQuarantined(1);
                Swallow(iteration, int.MaxValue, s_lost);
                break;
        }
    }

    private static void Swallow(Iteration iteration, int times, CoroutineThreadPool pool)
    {
        int swallowed = 0;
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                while (swallowed < times)
                {
                    try
                    {
                        yielder.Suspend(swallowed);
                    }
                    catch (CoroutineCanceledException)
                    {
                        swallowed++;
                    }
                }

                return 0;
            },
            new CoroutineOptions { ThreadPool = pool });
        coroutine.Resume();

        int disposers = iteration.Random.Next(1, 4);
        int returned = 0;
        iteration.Drivers.Run(disposers, _ =>
        {
            try
            {
                coroutine.Dispose();
            }
            catch (InvalidOperationException)
            {
                // another one is at it
            }

            Interlocked.Increment(ref returned);
        });

        iteration.Checks.Equal("every disposer came back", disposers, returned);
        iteration.Checks.Equal("what was disposed is over", CoroutineStatus.Canceled, coroutine.Status);
        bool asOften = times < SwallowLimit ? swallowed == times : swallowed is SwallowLimit or SwallowLimit + 1;
        iteration.Checks.That("the signal came as often as it was swallowed, up to the limit", asOften, () => $"{swallowed} of {times}");
    }

    private static void OutlastDispose(Iteration iteration)
    {
        using ManualResetEventSlim gate = new();
        Coroutine<int> coroutine = Coroutine.Create<int>(yielder => Outlast(yielder, gate), Impatient(iteration));
        coroutine.Resume();

        coroutine.Dispose();

        iteration.Checks.Equal("what was disposed is over", CoroutineStatus.Canceled, coroutine.Status);
        iteration.Expected.AddQuarantined(1);
        Release(iteration, gate);
    }

    private static void OutlastDisposeAsync(Iteration iteration)
    {
        using ManualResetEventSlim gate = new();
        IAsyncEnumerator<int> items = Coroutine.GenerateAsync<int>(yielder => _ = Outlast(yielder, gate), options: Impatient(iteration))
            .GetAsyncEnumerator();
        iteration.Checks.That("the first item came", items.MoveNextAsync().AsTask().Wait(s_patience));

        iteration.Checks.That("DisposeAsync came back", items.DisposeAsync().AsTask().Wait(s_patience));

        iteration.Expected.AddQuarantined(1);
        Release(iteration, gate);
    }

    private static int Outlast(Yielder<int> yielder, ManualResetEventSlim gate)
    {
        try
        {
            yielder.Suspend(0);
            return 0;
        }
        finally
        {
            gate.Wait();
        }
    }

    // the thread is back before the gate may be disposed: nobody waits at it any more
    private static void Release(Iteration iteration, ManualResetEventSlim gate)
    {
        int idle = iteration.Pool.IdleThreads;
        gate.Set();
        bool back = SpinWait.SpinUntil(() => iteration.Pool.IdleThreads > idle, s_patience);
        iteration.Checks.That("a thread came back when its clean-up ended after all", back);
    }

    private static CoroutineOptions Impatient(Iteration iteration) => new()
    {
        ThreadPool = iteration.Pool,
        UnwindTimeout = TimeSpan.FromMilliseconds(iteration.Random.Next(0, 4)),
    };
}
