namespace Baton.Tests;

/// <summary>
/// A frame's thread leaves the frame while it waits in a static initialiser that the holder of the baton waits for. The frame ends,
/// whatever it waited for, and nothing that the wait would have brought is lost. All waits of a test run at once.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class FrameDepartureTests
{
    private static readonly string[] s_placesOfBodies = ["a frame", "a frame, Yield", "main", "main in a frame", "served by main"];
    private static readonly DepartureEnding[] s_endingsOfBodies = [DepartureEnding.Never, DepartureEnding.Before];

    private const int LookAfter = 100;

    private static readonly int s_lookAfter = StuckCoroutine.LookAfter;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    // How the two functions of a scene run: the first waits in a static initialiser, the second needs the type.
    private static Dictionary<string, Action<Action, Action>> Places { get; } = new()
    {
        ["a frame"] = (initialize, hold) => CoroutineScheduler.Run(() =>
        {
            Frame initializes = Coroutine.Async(initialize);
            hold();
            initializes.Await();
        }),
        ["a frame, Yield"] = (initialize, hold) => CoroutineScheduler.Run(
            () =>
            {
                Frame initializes = Coroutine.Async(initialize);
                hold();
                initializes.Await();
            },
            new CoroutineSchedulerOptions { Blocking = BlockingMode.Yield }),
        ["main"] = (initialize, hold) => CoroutineScheduler.Run(() =>
        {
            Coroutine.Async(hold);
            initialize();
        }),
        ["main with a thread"] = (initialize, hold) => CoroutineScheduler.RunAsync(() =>
        {
            Coroutine.Async(hold);
            initialize();
        }).GetAwaiter().GetResult(),
        ["main in a frame"] = (initialize, hold) => CoroutineScheduler.Run(() => CoroutineScheduler.Run(() =>
        {
            Coroutine.Async(hold);
            initialize();
        })),
        ["served by main"] = Serve,
    };

    // Where the static initialiser waits: on the frame's own thread, or on that of a body which it resumes.
    private static Dictionary<string, Func<Func<int>, int>> Bodies { get; } = new()
    {
        ["a sequence"] = wait => Coroutine.Generate<int>(y => y.Suspend(wait())).First(),
        ["a sequence in a sequence"] = wait => Coroutine.Generate<int>(
            y => y.Suspend(Coroutine.Generate<int>(inner => inner.Suspend(wait())).First())).First(),
        ["a coroutine, later"] = wait =>
        {
            Coroutine<int> coroutine = Coroutine.Create<int>(y =>
            {
                y.Suspend(1);
                return wait();
            });
            coroutine.Resume();
            return coroutine.Resume();
        },
    };

    public static IEnumerable<object[]> BodyRows =>
        from place in s_placesOfBodies
        from body in Bodies.Keys
        from ending in s_endingsOfBodies
        select new object[] { place, body, ending.ToString() };

    public static IEnumerable<object[]> Rows => Places.Keys.SelectMany(
        _ => Enum.GetValues<DepartureEnding>(), static (place, ending) => new object[] { place, ending.ToString() });

    [TestInitialize]
    public void LookSoon() => StuckCoroutine.LookAfter = LookAfter;

    [TestCleanup]
    public void AllThatWasLeftHasEnded()
    {
        Leftovers.End();
        StuckCoroutine.LookAfter = s_lookAfter;
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    [OSCondition(OperatingSystems.Linux)]
    public void Frame_ItsThreadLeavesItInAWait_EndsAndNothingIsLost(string place, string ending) =>
        PlayAll(place, ending, static wait => wait());

    [TestMethod]
    [DynamicData(nameof(BodyRows))]
    [OSCondition(OperatingSystems.Linux)]
    public void Frame_ABodyOfItsInitializerWaits_TheBodyGetsTheExceptionAndTheFrameEnds(string place, string body, string ending) =>
        PlayAll(place, ending, Bodies[body]);

    private static void PlayAll(string place, string ending, Func<Func<int>, int> body)
    {
        Dictionary<string, Task> plays = DepartureWaits.All.ToDictionary(one => one.Key, one => Task.Factory.StartNew(
            () => new DepartureScene(one.Value, Enum.Parse<DepartureEnding>(ending), body).Play(Places[place]),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        Task.WhenAny(Task.WhenAll(plays.Values), Late.After(s_limit)).Wait();

        Assert.AreEqual(
            string.Empty,
            string.Join('\n', plays.Where(one => !one.Value.IsCompletedSuccessfully)
                .Select(one => $"{one.Key}: {one.Value.Exception?.InnerException?.ToString() ?? "hangs"}")));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Main_BelowTheInitializerServesAFrameThatItLeaves_LeavesTheRunToo()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Departures", MaxThreads = 2 });
        Frame? served = null;
        Func<int> read = InitializedType.New(need =>
        {
            CoroutineScheduler.Run(
                () =>
                {
                    bool hasBegun = false;
                    Coroutine.Async(() =>
                    {
                        while (!hasBegun)
                        {
                            Coroutine.Yield();
                        }

                        Assert.ThrowsExactly<TypeInitializationException>(() => need());
                    });
                    served = Coroutine.Async(() =>
                    {
                        hasBegun = true;
                        new TaskCompletionSource().Task.Await();
                    });
                },
                new CoroutineSchedulerOptions { ThreadPool = pool });
            return 1;
        });

        Task<int> work = pool.Run(read);

        Assert.IsTrue(Task.WhenAny(work).Wait(s_limit), "hangs");
        TypeInitializationException failed = Assert.ThrowsExactly<TypeInitializationException>(() => work.GetAwaiter().GetResult());
        StringAssert.Contains(failed.InnerException!.Message, "static initialiser");
        Eventually.True(() => served!.IsFaulted, "the frame ends");
        Eventually.True(() => pool.IdleThreads == pool.LiveThreads, "all threads come back");
        Assert.AreEqual(7, pool.Run(() => 7).GetAwaiter().GetResult());
    }

    [TestMethod]
    [DataRow(false, DisplayName = "a frame")]
    [DataRow(true, DisplayName = "main")]
    [OSCondition(OperatingSystems.Linux)]
    public void Scope_AroundAnInitializerInWhichTheThreadLeavesItsFrame_EndsWithTheBlocksFailure(bool isMain)
    {
        Frame? initializes = null;
        Exception? outOfScope = null;
        using ManualResetEventSlim waits = new();
        Func<int> read = InitializedType.New(_ =>
        {
            waits.Set();
            Coroutine.Delay(TimeSpan.FromMilliseconds(1));
            return 1;
        });

        Task run = Task.Run(() => CoroutineScheduler.Run(() =>
        {
            if (isMain)
            {
                Coroutine.Async(() => Hold(read));
                Initialize();
            }
            else
            {
                initializes = Coroutine.Async(Initialize);
                Coroutine.Async(() => Hold(read)).Await();
                initializes.Await();
            }
        }));

        Assert.IsTrue(Task.WhenAny(run).Wait(s_limit), "hangs");
        Eventually.True(() => Volatile.Read(ref outOfScope) is not null, "the block ends"); // on its own thread, perhaps after the run
        Assert.IsInstanceOfType<TypeInitializationException>(outOfScope, outOfScope?.ToString());
        Assert.IsTrue(run.IsFaulted);

        void Hold(Func<int> need)
        {
            while (!waits.IsSet)
            {
                Coroutine.Yield();
            }

            Assert.ThrowsExactly<TypeInitializationException>(() => need());
        }

        void Initialize()
        {
            try
            {
                CoroutineScope.Run(scope =>
                {
                    FrameCore frame = FrameCore.Current!;
                    try
                    {
                        read();
                    }
                    finally
                    {
                        Eventually.True(() => frame.State == FrameState.Ended, "another thread ends the frame");
                    }
                });
            }
            catch (Exception e)
            {
                outOfScope = e;
                throw;
            }
        }
    }

    // Two threads: that of the run's caller, which serves the frame when main has ended, and that of the frame that needs the type.
    private static void Serve(Action initialize, Action hold)
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Departures", MaxThreads = 2 });
        using CancellationTokenSource others = new();
        int main = 0;
        int served = 0;
        InvalidOperationException seen = Assert.ThrowsExactly<InvalidOperationException>(() => pool.Run(() => CoroutineScheduler.Run(
            () =>
            {
                main = Environment.CurrentManagedThreadId;
                Frame? initializes = null;
                Coroutine.Async(() =>
                {
                    hold();
                    Eventually.True(() => Yields(initializes!), "the frame ends");
                    others.Cancel();
                });
                initializes = Coroutine.Async(() =>
                {
                    served = Environment.CurrentManagedThreadId;
                    initialize();
                });
            },
            new CoroutineSchedulerOptions { ThreadPool = pool },
            others.Token)).GetAwaiter().GetResult());

        Assert.AreEqual(main, served, "the frame runs on the thread of the run's caller");
        Assert.AreEqual(7, pool.Run(() => 7).GetAwaiter().GetResult(), "the thread comes back");
        throw seen;
    }

    private static bool Yields(Frame until)
    {
        Coroutine.Yield();
        return until.IsCompleted;
    }
}
