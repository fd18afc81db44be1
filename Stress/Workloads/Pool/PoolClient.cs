namespace Baton.Stress;

/// <summary>One of several that use a pool at random at the same time. Its own thread, then the scenario's.</summary>
internal sealed class PoolClient(CoroutineThreadPool pool, CoroutineThreadPoolOptions options, Random random, Checks checks, int disposesAt)
{
    private readonly List<PoolWork> _works = [];
    private readonly List<int> _started = []; // under its own lock: numbers of work, in the order in which they began

    internal void Run()
    {
        int steps = random.Next(10, 60);
        for (int step = 0; step < steps; step++)
        {
            if (step == disposesAt)
            {
                pool.Dispose();
            }

            Step();

            if (random.Next(8) == 0)
            {
                random.Perturb();
            }

            checks.That("threads stay within the limit", pool.LiveThreads <= options.MaxThreads, () =>
                $"{pool.LiveThreads} of {options.MaxThreads}");
            checks.That("idle threads stay within the limit", pool.IdleThreads <= options.MaxThreads);
        }
    }

    /// <summary>Waits for all work, and checks how it ended.</summary>
    internal void Settle(TimeSpan patience)
    {
        foreach (PoolWork work in _works)
        {
            work.Settle(patience, checks, options.QueueLimit < int.MaxValue);
        }

        if (options.MaxThreads == 1) // then each client's work runs in the order of its submission
        {
            checks.Same("queued work runs first in, first out", [.. _started.Order()], _started);
        }
    }

    private void Step()
    {
        if (random.Next(4) == 0)
        {
            RunCoroutine(new Random(random.Next()));
            return;
        }

        // Mostly a burst: it meets threads that are just about to end for being idle.
        for (int burst = random.Next(1, 6); burst > 0; burst--)
        {
            Submit(new Random(random.Next()));
        }
    }

    private void Submit(Random workRandom)
    {
        PoolWork work = new(_works.Count, workRandom, number =>
        {
            lock (_started)
            {
                _started.Add(number);
            }
        });
        _works.Add(work);
        work.Submit(pool);
    }

    private void RunCoroutine(Random bodyRandom)
    {
        int steps = random.Next(1, 5);
        bool cleanedUp = false;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    for (int step = 1; step < steps; step++)
                    {
                        bodyRandom.Perturb();
                        yielder.Suspend(step);
                    }

                    return steps;
                }
                finally
                {
                    cleanedUp = true;
                }
            },
            new CoroutineOptions { ThreadPool = pool, FreshThread = random.Next(4) == 0, StackSize = random.Next(8) == 0 ? 256 << 10 : 0 });
        int resumes = random.Next(1, 6);
        try
        {
            for (int step = 1; step <= Math.Min(resumes, steps); step++)
            {
                checks.Equal("a coroutine's values", step, coroutine.Resume());
            }
        }
        catch (InvalidOperationException e) when (e is CoroutineLimitException or ObjectDisposedException)
        {
            checks.Equal("a refused coroutine stays Created", CoroutineStatus.Created, coroutine.Status);
            return;
        }

        coroutine.Dispose();
        checks.That("a coroutine's clean-up ran", cleanedUp);
    }
}
