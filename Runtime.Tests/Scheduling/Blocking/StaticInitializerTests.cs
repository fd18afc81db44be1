using System.Diagnostics;
using System.IO.Pipes;

namespace Baton.Tests;

/// <summary>
/// A static initialiser on one side, and the other side needs the type. Nothing of that hangs without a name, and nothing that is only
/// slow is taken for it. Each case has a type of its own, and all cases of a test run at once.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class StaticInitializerTests
{
    private const int LookAfter = 100;

    private static readonly int s_lookAfter = StuckCoroutine.LookAfter;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(8 * LookAfter); // longer than any look takes to be sure

    private static CoroutineThreadPool OtherPool { get; } = new(new CoroutineThreadPoolOptions { Name = "Initializers" });

    // The static initialiser does this, and the function that it gets needs the type on another thread.
    private static Dictionary<string, Func<Func<int>, int>> Initializers { get; } = new()
    {
        ["a sequence"] = need => Coroutine.Generate<int>(y => y.Suspend(need())).Sum(),
        ["a sequence, later"] = need => Coroutine.Generate<int>(y =>
        {
            y.Suspend(1);
            y.Suspend(need());
        }).Sum(),
        ["a batch"] = need => Coroutine.Generate<int>(
            y =>
            {
                y.Suspend(1);
                y.Suspend(need());
            },
            batch: 8).Sum(),
        ["the clean-up of a sequence"] = need => Coroutine.Generate<int>(y =>
        {
            try
            {
                y.Suspend(1);
            }
            finally
            {
                need();
            }
        }).First(),
        ["Resume"] = need => Coroutine.Create<int>(_ => need()).Resume(),
        ["Resume with a value"] = need => Coroutine.Create<int, int>((_, one) => one + need()).Resume(1),
        ["TryResume"] = need => Coroutine.Create<int>(_ => need()).TryResume(out int value) ? value : 0,
        ["Throw"] = need =>
        {
            Coroutine<int> coroutine = Catching(need);
            coroutine.Resume();
            return coroutine.Throw(new FormatException());
        },
        ["Dispose"] = need =>
        {
            Coroutine<int> coroutine = Catching(need);
            coroutine.Resume();
            coroutine.Dispose();
            return 1;
        },
        ["a push parser"] = need =>
        {
            PushParser<char, int> parser = PushParser.OverText<int>((reader, y) => y.Suspend(reader.Read() + need()));
            parser.Push("a".AsMemory());
            return parser.TryRead(out int item) ? item : 0;
        },
        ["a frame that is awaited outside"] = need =>
        {
            using CoroutineScheduler scheduler = new();
            return scheduler.Start(() => need()).Await();
        },
        ["a run that is awaited outside"] = need => CoroutineScheduler.RunAsync(() => need()).Await(),
        ["a pool's work that is awaited outside"] = need => CoroutineThreadPool.Shared.Run(need).Await(),
        ["a bridge that is awaited outside"] = need => SyncBridge.RunAsync(new MemoryStream(), _ => need()).Await(),
        ["a run that awaits a pool's work"] = need => CoroutineScheduler.Run(() => CoroutineThreadPool.Shared.Run(need).Await()),
        ["a run that awaits another pool's work"] = need => CoroutineScheduler.Run(() => OtherPool.Run(need).Await()),
        ["a run that awaits a run"] = need => CoroutineScheduler.Run(() => CoroutineScheduler.RunAsync(need).Await()),
        ["a run that awaits a bridge"] = need =>
            CoroutineScheduler.Run(() => SyncBridge.RunAsync(new MemoryStream(), _ => need()).Await()),
        ["a sequence in a sequence"] = need => Coroutine.Generate<int>(y =>
        {
            foreach (int item in Coroutine.Generate<int>(inner => inner.Suspend(need())))
            {
                y.Suspend(item);
            }
        }).Sum(),
        ["a run that awaits a frame"] = need => CoroutineScheduler.Run(() => Coroutine.Async(need).Await()),
        ["a run that awaits a frame later"] = need => CoroutineScheduler.Run(() => Coroutine.Async(() =>
        {
            Coroutine.Yield();
            return need();
        }).Await()),
        ["a run that joins its frames"] = need => CoroutineScheduler.Run(() =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                need();
            });
            return 1;
        }),
        ["a run with a scope"] = need => CoroutineScheduler.Run(() =>
        {
            CoroutineScope.Run(scope => scope.Async(() =>
            {
                Coroutine.Yield();
                need();
            }));
            return 1;
        }),
        ["a run whose main pulls"] = need => CoroutineScheduler.Run(() => Coroutine.Generate<int>(y => y.Suspend(need())).Sum()),
        ["a run whose frame pulls"] = need => CoroutineScheduler.Run(() =>
            Coroutine.Async(() => Coroutine.Generate<int>(y => y.Suspend(need())).Sum()).Await()),
        ["a run in mode Yield"] = need => CoroutineScheduler.Run(
            () => Coroutine.Async(need).Await(), new CoroutineSchedulerOptions { Blocking = BlockingMode.Yield }),
    };

    // The static initialiser suspends; what it gets from the case needs the type on another thread meanwhile.
    private static Dictionary<string, Action> Suspenders { get; } = new()
    {
        ["a sequence"] = () =>
        {
            Func<int> read = InitializedType.New(_ => Suspend<int>());
            foreach (int _ in Coroutine.Generate<int>(y => y.Suspend(read())))
            {
                read();
            }
        },
        ["a batch"] = () =>
        {
            Func<int> read = InitializedType.New(_ => Suspend<int>() + Suspend<int>());
            foreach (int _ in Coroutine.Generate<int>(y => y.Suspend(read()), batch: 2))
            {
                read();
            }
        },
        ["Resume"] = () =>
        {
            Func<int> read = InitializedType.New(_ => Suspend<int>());
            Coroutine<int> coroutine = Coroutine.Create<int>(_ => read());
            coroutine.Resume();
            read();
            GC.KeepAlive(coroutine); // as garbage it would be unwound
        },
        ["Resume with a value"] = () =>
        {
            Func<int> read = InitializedType.New(_ => Coroutine.Suspend<int, int>(1));
            Coroutine<int, int> coroutine = Coroutine.Create<int, int>((_, one) => one + read());
            coroutine.Resume(1);
            read();
            GC.KeepAlive(coroutine);
        },
        ["an asynchronous sequence"] = () =>
        {
            Func<int> read = InitializedType.New(_ => Suspend<int>());
            IAsyncEnumerator<int> items = Coroutine.GenerateAsync<int>(y => y.Suspend(read())).GetAsyncEnumerator();
            items.MoveNextAsync().AsTask().Wait();
            read();
            GC.KeepAlive(items);
        },
        ["a push parser"] = () =>
        {
            TextReader? text = null;
            Func<int> read = InitializedType.New(_ => text!.Read());
            PushParser<char, int> parser = PushParser.OverText<int>((reader, y) =>
            {
                reader.Read();
                text = reader;
                y.Suspend(read());
            });
            parser.Push("a".AsMemory());
            Assert.IsFalse(parser.TryRead(out _));
            read();
            GC.KeepAlive(parser);
        },
        ["a frame that yields"] = () => InRun(_ => { Coroutine.Yield(); return 1; }),
        ["a frame that waits"] = () => InRun(_ => { Coroutine.Delay(TimeSpan.FromMilliseconds(1)); return 1; }),
        ["a frame that awaits a frame"] = () => InRun(_ => Coroutine.Async(() => { Coroutine.Yield(); return 1; }).Await()),
        ["a frame in mode Yield"] = () => InRun(_ => { Coroutine.Yield(); return 1; }, BlockingMode.Yield),
    };

    private static Dictionary<string, Func<Func<int>, int>> SlowOnes { get; } = new()
    {
        ["sleeps"] = _ => Pull(() => Blocking.For(s_slow)),
        ["computes"] = _ => Pull(() =>
        {
            for (long begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < s_slow;)
            {
                Thread.SpinWait(100);
            }
        }),
        ["waits for an event"] = _ => Pull(() => new ManualResetEvent(false).WaitOne(s_slow)),
        ["reads a pipe"] = _ => Pull(() =>
        {
            using AnonymousPipeServerStream server = new(PipeDirection.Out);
            using AnonymousPipeClientStream client = new(PipeDirection.In, server.ClientSafePipeHandle);
            using Timer timer = new(_ => server.WriteByte(1), null, s_slow, Timeout.InfiniteTimeSpan);
            client.ReadByte();
        }),
        ["waits for a lock"] = _ => Pull(() =>
        {
            object gate = new();
            using ManualResetEventSlim taken = new();
            TestThread.Start(() =>
            {
                lock (gate)
                {
                    taken.Set();
                    Blocking.For(s_slow);
                }
            });
            taken.Wait();
            lock (gate)
            {
            }
        }),
        ["waits for another static initialiser"] = _ => Pull(() =>
        {
            using ManualResetEventSlim begun = new();
            Func<int> other = InitializedType.New(_ =>
            {
                begun.Set();
                Blocking.For(s_slow);
                return 1;
            });
            TestThread.Start(() => other());
            begun.Wait();
            other();
        }),
        ["is needed elsewhere"] = need =>
        {
            TestThread.Start(() => need());
            return Pull(() => Blocking.For(s_slow));
        },
        ["runs a slow frame"] = _ => CoroutineScheduler.Run(() => Coroutine.Async(() =>
        {
            Blocking.For(s_slow);
            return 1;
        }).Await()),
        ["runs a frame that waits long"] = need =>
        {
            TestThread.Start(() => need());
            return CoroutineScheduler.Run(() => Coroutine.Async(() =>
            {
                Coroutine.Delay(s_slow);
                return 1;
            }).Await());
        },
    };

    [TestInitialize]
    public void LookSoon() => StuckCoroutine.LookAfter = LookAfter;

    // What was left behind ends by itself, and tells of failures that nobody saw: not in the middle of the next test.
    [TestCleanup]
    public void AllThatWasLeftHasEnded()
    {
        Eventually.True(() => CoroutineThreadPool.Shared.Workers.Counts is { } now && now.Idle == now.Live, "all threads come back");
        StuckCoroutine.LookAfter = s_lookAfter;
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [TestMethod]
    public void Initializer_ResumesOrRunsWhatNeedsTheType_ThrowsAndSaysWhy() =>
        AssertEachSaysWhy(Initializers.ToDictionary(one => one.Key, one => (Action)(() => InitializedType.New(one.Value)())));

    [TestMethod]
    public void Initializer_SuspendsAndTheOtherSideNeedsTheType_ThrowsAndSaysWhy() => AssertEachSaysWhy(Suspenders);

    [TestMethod]
    public void Initializer_WaitsForWhatIsOnlySlow_ThrowsNothing()
    {
        Dictionary<string, Exception?> outcomes = RunAll(
            SlowOnes.ToDictionary(one => one.Key, one => (Action)(() => Assert.AreEqual(1, InitializedType.New(one.Value)()))));

        Assert.AreEqual(
            string.Empty, string.Join('\n', outcomes.Where(one => one.Value is not null).Select(one => $"{one.Key}: {one.Value}")));
    }

    [TestMethod]
    public void Initializer_SuspendedForLongThenResumed_GoesOn()
    {
        Func<int> read = InitializedType.New(_ => Suspend<int>() + 3);
        using Coroutine<int> coroutine = Coroutine.Create<int>(_ => read());
        coroutine.Resume();
        LongEnough.For(s_slow);

        Assert.AreEqual(3, coroutine.Resume());
        Assert.AreEqual(3, read());
    }

    [TestMethod]
    public void Resume_LeftABodyThatNeededTheType_TheCoroutineIsOverAndItsThreadComesBack()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Initialisers" });
        Coroutine<int>? coroutine = null;
        InvalidOperationException? seen = null;
        Func<int> read = InitializedType.New(need =>
        {
            coroutine = Coroutine.Create<int>(_ => need(), new CoroutineOptions { ThreadPool = pool });
            seen = Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Resume());
            return 1;
        });

        Assert.AreEqual(1, read()); // what it caught does not break the type

        StringAssert.Contains(seen!.Message, "static initialiser");
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine!.Status);
        Assert.ThrowsExactly<ObjectDisposedException>(() => coroutine.Resume());
        coroutine.Dispose();
        Eventually.True(() => pool.IdleThreads == 1 && pool.Workers.Counts.Coroutines == 0, "the thread comes back");
    }

    [TestMethod]
    public void Run_LeftByItsMainFunction_ItsSchedulerEndsAll()
    {
        CoroutineScheduler? scheduler = null;
        Frame? needs = null;
        Frame? waits = null;
        Func<int> read = InitializedType.New(need =>
        {
            Assert.ThrowsExactly<InvalidOperationException>(() => CoroutineScheduler.Run(() =>
            {
                scheduler = CoroutineScheduler.Current;
                waits = Coroutine.Async(() => new TaskCompletionSource().Task.Await());
                needs = Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    need();
                });
                needs.Await();
            }));
            Assert.IsNull(CoroutineScheduler.Current);
            return 1;
        });

        Assert.AreEqual(1, read());

        Eventually.True(() => needs!.IsCompleted, "the frame that needed the type goes on");
        Eventually.True(() => waits!.IsCompleted, "the other frame is canceled");
        Assert.ThrowsExactly<OperationCanceledException>(waits!.Await);
        scheduler!.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => scheduler.Start(() => { }));
    }

    private static int Suspend<T>()
    {
        Coroutine.Suspend(1);
        return 0;
    }

    private static int Pull(Action slowly) => Coroutine.Generate<int>(y =>
    {
        slowly();
        y.Suspend(1);
    }).Sum();

    private static Coroutine<int> Catching(Func<int> need) => Coroutine.Create<int>(y =>
    {
        try
        {
            y.Suspend(1);
        }
        catch (Exception)
        {
            need();
        }

        return 1;
    });

    private static void InRun(Func<Func<int>, int> initialize, BlockingMode mode = BlockingMode.Hold)
    {
        Func<int> read = InitializedType.New(initialize);
        CoroutineScheduler.Run(
            () =>
            {
                Frame initializes = Coroutine.Async(() =>
                {
                    read();
                });
                read();
                initializes.Await();
            },
            new CoroutineSchedulerOptions { Blocking = mode });
    }

    private static void AssertEachSaysWhy(Dictionary<string, Action> cases)
    {
        Dictionary<string, Exception?> outcomes = RunAll(cases);
        Assert.AreEqual(
            string.Empty,
            string.Join('\n', outcomes.Where(one => !SaysWhy(one.Value)).Select(one => $"{one.Key}: {one.Value?.ToString() ?? "ended"}")));
    }

    private static bool SaysWhy(Exception? exception) => exception is not null
        && ((exception is InvalidOperationException && exception.Message.Contains("static initialiser", StringComparison.Ordinal))
            || SaysWhy(exception.InnerException) || (exception as AggregateException)?.InnerExceptions.Any(SaysWhy) == true);

    private static Dictionary<string, Exception?> RunAll(Dictionary<string, Action> cases)
    {
        Dictionary<string, Task> tasks = cases.ToDictionary(one => one.Key, one => Task.Factory.StartNew(
            one.Value, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        Task.WhenAny(Task.WhenAll(tasks.Values), Late.After(s_limit)).Wait();
        return tasks.ToDictionary(
            one => one.Key,
            one => one.Value.IsCompleted ? one.Value.Exception?.InnerException : new TimeoutException("hangs"));
    }
}
