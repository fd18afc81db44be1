namespace Baton.Tests;

/// <summary>
/// A run inside a frame wants a thread, and frames of the scheduler around it have all threads of the pool. If the run keeps the baton that
/// these frames need, one of its own frames is told. Otherwise the frames around it go on, and give their threads back.
/// </summary>
[TestClass]
public sealed class RunInsideWantTests : SchedulerTest
{
    private const int Threads = 4;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    private readonly ManualResetEventSlim _work = new();

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Few", MaxThreads = Threads };

    // How the scheduler around the run keeps its baton.
    private static Dictionary<string, (BlockingMode Mode, bool IsForbidden)> Batons { get; } = new()
    {
        ["Hold"] = (BlockingMode.Hold, false),
        ["Forbid"] = (BlockingMode.Forbid, false),
        ["Yield"] = (BlockingMode.Yield, false),
        ["Yield, in a region"] = (BlockingMode.Yield, true),
    };

    // What has a thread: of the pool, and of the scheduler around the run.
    private Dictionary<string, Action<CoroutineThreadPool>> Holders => new()
    {
        ["ready"] = static _ => Coroutine.Async(YieldTwice),
        ["waits for a time"] = static _ => Coroutine.Async(static () => Coroutine.Delay(TimeSpan.FromMilliseconds(1))),
        ["waits for a frame"] = static pool =>
        {
            Frame? awaited = null;
            awaited = Coroutine.Async(YieldTwice);
            if (IsFull(pool))
            {
                return;
            }

            Coroutine.Async(awaited.Await);
        },
        ["a body"] = static pool => Coroutine.Async(() =>
        {
            if (!IsFull(pool))
            {
                _ = Coroutine.Generate<int>(
                    static y =>
                    {
                        YieldTwice();
                        y.Suspend(1);
                    },
                    options: new() { ThreadPool = pool }).Sum();
            }

            YieldTwice();
        }),
        ["comes later"] = pool => pool.Run(_work.Wait),
    };

    // Which code of the scheduler around it calls the run.
    private static Dictionary<string, Action<CoroutineSchedulerOptions, Action, Action>> Callers { get; } = new()
    {
        ["main"] = static (options, fill, call) => CoroutineScheduler.Run(
            () =>
            {
                fill();
                call();
            },
            options),
        ["a frame"] = static (options, fill, call) => CoroutineScheduler.Run(
            () => Coroutine.Async(() =>
            {
                fill();
                call();
            }).Await(),
            options),
        ["main on the pool"] = static (options, fill, call) => options.ThreadPool!.Run(() => CoroutineScheduler.Run(
            () =>
            {
                fill();
                call();
            },
            options)).Wait(),
        ["RunAsync"] = static (options, fill, call) => CoroutineScheduler.RunAsync(
            () =>
            {
                fill();
                call();
            },
            options).Wait(),
        ["a body"] = static (options, fill, call) => CoroutineScheduler.Run(
            () => Coroutine.Generate<int>(
                y =>
                {
                    fill();
                    call();
                    y.Suspend(1);
                },
                options: new() { ThreadPool = options.ThreadPool }).Sum(),
            options),
    };

    // What wants a thread.
    private static Dictionary<string, Action<CoroutineThreadPool>> Wants { get; } = new()
    {
        ["a frame"] = static _ => Coroutine.Async(static () => { }).Await(),
        ["a scope"] = static _ => CoroutineScope.Run(static scope => { scope.Async(static () => { }); }),
        ["work"] = static pool => pool.Run(static () => { }).Await(),
        ["a run"] = static pool => CoroutineScheduler.RunAsync(static () => { }, new() { ThreadPool = pool }).Await(),
    };

    // The run between the two, if there is one, and whether it is on the same pool.
    private static readonly string[] s_between = ["none", "Hold", "Yield", "another pool"];

    public static IEnumerable<object[]> Cells =>
        from baton in Batons.Keys
        from holder in new RunInsideWantTests { TestContext = null! }.Holders.Keys
        from caller in Callers.Keys
        from want in Wants.Keys
        from between in s_between
        where between == "none" || want == "a frame" || (holder == "ready" && caller == "main")
        select new object[] { baton, holder, caller, want, between };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Run_WantsAThread_ThoseAroundItHaveAll_IsToldOrGetsOn(
        string baton, string holder, string caller, string want, string between)
    {
        (BlockingMode mode, bool isForbidden) = Batons[baton];
        CoroutineSchedulerOptions options = new()
        {
            ThreadPool = Pool,
            Blocking = mode,
            StandstillInterval = s_look,
            BlockingGrace = TimeSpan.FromMinutes(1),
        };
        bool isTold = false;
        Task test = Task.Run(() => Callers[caller](options, () => Fill(holder), () => isTold = Call(isForbidden, between, Wants[want])));

        Assert.IsTrue(test.Wait(TimeSpan.FromSeconds(30)), "it ends");
        if (holder != "comes later") // otherwise a thread that comes may be for the run, if that has asked for it by then
        {
            Assert.AreEqual(mode != BlockingMode.Yield || isForbidden, isTold);
        }

        Eventually.True(() => Pool.IdleThreads == Pool.LiveThreads, "all threads come back");
    }

    private static void YieldTwice()
    {
        Coroutine.Yield();
        Coroutine.Yield();
    }

    private static bool IsFull(CoroutineThreadPool pool) => pool.LiveThreads == Threads && pool.IdleThreads == 0;

    private void Fill(string holder)
    {
        while (!IsFull(Pool))
        {
            Holders[holder](Pool);
            if (holder == "comes later")
            {
                Eventually.True(() => Pool.IdleThreads == 0, "the work has a thread");
            }
        }

        if (holder == "comes later")
        {
            for (int i = 0; i < Threads; i++)
            {
                Coroutine.Async(YieldTwice); // wants a thread
            }

            if (CoroutineScheduler.Current is not null)
            {
                Coroutine.Yield(); // those that were started have their turn, and find no thread
            }

            _work.Set();
        }
    }

    private bool Call(bool isForbidden, string between, Action<CoroutineThreadPool> want)
    {
        if (isForbidden)
        {
            using (Coroutine.NoSuspend())
            {
                return Call(isForbidden: false, between, want);
            }
        }

        if (between == "none")
        {
            return IsTold(want);
        }

        bool isTold = false;
        using CoroutineThreadPool other = new();
        CoroutineSchedulerOptions options = new()
        {
            ThreadPool = between == "another pool" ? other : Pool,
            Blocking = between == "Yield" ? BlockingMode.Yield : BlockingMode.Hold,
            StandstillInterval = s_look,
            BlockingGrace = TimeSpan.FromMinutes(1),
        };
        CoroutineScheduler.Run(() => isTold = IsTold(want), options);
        return isTold;
    }

    private bool IsTold(Action<CoroutineThreadPool> want)
    {
        bool isTold = false;
        CoroutineScheduler.Run(
            () =>
            {
                try
                {
                    want(Pool);
                }
                catch (CoroutineDeadlockException)
                {
                    isTold = true;
                }
            },
            new() { ThreadPool = Pool, StandstillInterval = s_look, BlockingGrace = TimeSpan.FromMinutes(1) });
        return isTold;
    }
}
