namespace Baton.Stress;

/// <summary>Frames that wait for each other, with too few threads for all of them: each ends, or is told that it never can.</summary>
internal sealed class FrameLimitScenario : IScenario
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public string Name => "frame-limit";

    public string Description => "parents and children through few threads, and circles: each ends or is told of the deadlock, which " +
        "is told exactly when it is one";

    public void Run(Iteration iteration)
    {
        int threads = iteration.Random.Next(1, 6);
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Stress few threads", MaxThreads = threads });
        CoroutineSchedulerOptions options = new() { Name = "limited", ThreadPool = pool };
        for (int rounds = iteration.Random.Next(1, 5); rounds > 0; rounds--)
        {
            switch (iteration.Random.Next(4))
            {
                case 0:
                    RunChain(iteration, options, threads);
                    break;
                case 1:
                    RunCircle(iteration, options, threads);
                    break;
                case 2:
                    RunMany(iteration, options);
                    break;
                default:
                    RunTree(iteration, options, threads);
                    break;
            }
        }

        bool ended = pool.DisposeAsync().AsTask().Wait(s_patience);
        iteration.Checks.That("after DisposeAsync no thread is left", ended && pool.LiveThreads == 0, () => $"{pool.LiveThreads} live");
    }

    /// <summary>Each starts the next and waits for it: as many threads as there are links, or it is a deadlock.</summary>
    private static void RunChain(Iteration iteration, CoroutineSchedulerOptions options, int threads)
    {
        int links = iteration.Random.Next(1, 9);
        bool isSlow = iteration.Random.Next(2) == 0;
        int ended = 0;
        int begun = 0;
        Exception? thrown = Catch(() => CoroutineScheduler.Run(() => Link(links), options));
        iteration.Checks.Equal("a chain is a deadlock exactly when it has more links than threads", links > threads,
            thrown is CoroutineDeadlockException);
        iteration.Checks.That("nothing else comes out of a chain", thrown is null or CoroutineDeadlockException, () => $"was {thrown}");
        iteration.Checks.Equal("as many links begin as there are threads", Math.Min(links, threads), begun);
        iteration.Checks.Equal("every link that began ended", begun, ended);

        void Link(int left)
        {
            if (left == 0)
            {
                return;
            }

            Coroutine.Async(() =>
            {
                begun++;
                try
                {
                    if (isSlow)
                    {
                        Task.Run(static () => { }).Await();
                    }

                    Link(left - 1);
                }
                finally
                {
                    ended++;
                }
            }).Await();
        }
    }

    /// <summary>Each waits for the next one, and the last for the first.</summary>
    private static void RunCircle(Iteration iteration, CoroutineSchedulerOptions options, int threads)
    {
        int count = iteration.Random.Next(1, threads + 1);
        bool isAwake = iteration.Random.Next(2) == 0;
        int told = 0;
        Frame[] frames = new Frame[count];
        CoroutineScheduler.Run(
            () =>
            {
                for (int number = 0; number < count; number++)
                {
                    int next = (number + 1) % count;
                    frames[number] = Coroutine.Async(() =>
                    {
                        Coroutine.Yield(); // until all are there
                        bool isTold = Catch(() => frames[next].Await()) is CoroutineDeadlockException;
                        told += isTold ? 1 : 0; // not in one: others count while this one waits
                    });
                }

                if (isAwake)
                {
                    Coroutine.Delay(TimeSpan.FromMilliseconds(1)); // while somebody can still act it is no deadlock
                    iteration.Checks.Equal("no deadlock is told while a frame waits for a timer", count == 1 ? 1 : 0, told);
                }
            },
            options);
        iteration.Checks.That("those in a circle are told", told >= 1, () => $"{told} of {count}");
        iteration.Checks.That("all in a circle ended", Array.TrueForAll(frames, frame => frame.IsCompleted));
    }

    /// <summary>Many that only wait for what is outside: never a deadlock, however few threads there are.</summary>
    private static void RunMany(Iteration iteration, CoroutineSchedulerOptions options)
    {
        int count = iteration.Random.Next(1, 200);
        Random random = iteration.Fork();
        int ended = 0;
        CoroutineScheduler.Run(
            () =>
            {
                for (int number = 0; number < count; number++)
                {
                    int kind = random.Next(8);
                    Coroutine.Async(() =>
                    {
                        if (kind == 0)
                        {
                            Task.Run(static () => { }).Await();
                        }
                        else if (kind < 3)
                        {
                            Coroutine.Yield();
                        }

                        ended++;
                    });
                }
            },
            options);
        iteration.Checks.Equal("all of many end through few threads", count, ended);
    }

    /// <summary>
    /// Any tree at all: whatever becomes of it, it comes to its end, and with enough threads it is never called a deadlock.
    /// </summary>
    private static void RunTree(Iteration iteration, CoroutineSchedulerOptions options, int threads)
    {
        Random random = iteration.Fork();
        int begun = 0;
        int ended = 0;
        int started = 0;
        Exception? thrown = Catch(() => CoroutineScheduler.Run(() => Grow(3), options));
        Exception[] all = thrown is AggregateException several ? [.. several.InnerExceptions] : thrown is null ? [] : [thrown];
        iteration.Checks.That("only a deadlock comes out of a tree", Array.TrueForAll(all, e => e is CoroutineDeadlockException), () =>
            $"was {thrown}");
        iteration.Checks.That("with a thread for each it is no deadlock", thrown is null || started > threads, () =>
            $"{started} frames, {threads} threads");
        iteration.Checks.Equal("every frame of a tree that began ended", begun, ended);
        iteration.Checks.That("without a deadlock all began", thrown is not null || begun == started, () => $"{begun} of {started}");

        void Grow(int depth)
        {
            List<Frame> children = [];
            for (int count = depth == 0 ? 0 : random.Next(4); count > 0; count--)
            {
                started++;
                children.Add(Coroutine.Async(() =>
                {
                    begun++;
                    try
                    {
                        if (random.Next(2) == 0)
                        {
                            Coroutine.Yield();
                        }

                        Grow(depth - 1);
                    }
                    finally
                    {
                        ended++;
                    }
                }));
            }

            children.ForEach(child => child.Await());
        }
    }

    private static Exception? Catch(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e) // compared with what is expected
        {
            return e;
        }
    }
}
