namespace Baton.Tests;

/// <summary>The cases of <see cref="StaticInitializerTests"/> in which one side can never go on.</summary>
internal static class InitializerCases
{
    private static CoroutineThreadPool OtherPool { get; } = new(new CoroutineThreadPoolOptions { Name = "Initializers" });

    // The static initialiser does this, and the function that it gets needs the type on another thread.
    internal static Dictionary<string, Func<Func<int>, int>> Initializers { get; } = new()
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
        ["a sequence that awaits a pool's work"] = need =>
            Coroutine.Generate<int>(y => y.Suspend(CoroutineThreadPool.Shared.Run(need).Await())).Sum(),
        ["a sequence in a sequence that awaits a pool's work"] = need => Coroutine.Generate<int>(y => y.Suspend(
            Coroutine.Generate<int>(inner => inner.Suspend(CoroutineThreadPool.Shared.Run(need).Await())).Sum())).Sum(),
        ["a sequence that awaits a run"] = need =>
            Coroutine.Generate<int>(y => y.Suspend(CoroutineScheduler.RunAsync(need).Await())).Sum(),
        ["a sequence that runs"] = need =>
            Coroutine.Generate<int>(y => y.Suspend(CoroutineScheduler.Run(() => Coroutine.Async(need).Await()))).Sum(),
        ["a sequence that runs what yields"] = need => Coroutine.Generate<int>(y => y.Suspend(CoroutineScheduler.Run(() =>
        {
            Coroutine.Async(need);
            Coroutine.Yield();
            return 1;
        }))).Sum(),
        ["a pool's work that awaits a pool's work"] = need =>
            CoroutineThreadPool.Shared.Run(() => OtherPool.Run(need).Await()).Await(),
        ["a pool's work that pulls"] = need =>
            CoroutineThreadPool.Shared.Run(() => Coroutine.Generate<int>(y => y.Suspend(OtherPool.Run(need).Await())).Sum()).Await(),
        ["a run that awaits a run that awaits a pool's work"] = need =>
            CoroutineScheduler.Run(() => CoroutineScheduler.RunAsync(() => OtherPool.Run(need).Await()).Await()),
        ["a run that runs"] = need => CoroutineScheduler.Run(() => CoroutineScheduler.Run(() => Coroutine.Async(need).Await())),
        ["a run whose frame runs"] = need => CoroutineScheduler.Run(() =>
            Coroutine.Async(() => CoroutineScheduler.Run(() => Coroutine.Async(need).Await())).Await()),
        ["a run whose frame pulls what awaits a pool's work"] = need => CoroutineScheduler.Run(() =>
            Coroutine.Async(() => Coroutine.Generate<int>(y => y.Suspend(OtherPool.Run(need).Await())).Sum()).Await()),
        ["a run whose main pulls what awaits a frame"] = need => CoroutineScheduler.Run(() =>
            Coroutine.Generate<int>(y => y.Suspend(Coroutine.Async(need).Await())).Sum()),
        ["a run whose main pulls what awaits a frame that pulls"] = need => CoroutineScheduler.Run(() =>
            Coroutine.Generate<int>(y => y.Suspend(Coroutine.Async(() =>
                Coroutine.Generate<int>(inner => inner.Suspend(need())).Sum()).Await())).Sum()),
        ["a frame outside that awaits a pool's work"] = need =>
        {
            using CoroutineScheduler scheduler = new();
            return scheduler.Start(() => OtherPool.Run(need).Await()).Await();
        },
        ["a bridge that awaits a pool's work"] = need =>
            SyncBridge.RunAsync(new MemoryStream(), _ => OtherPool.Run(need).Await()).Await(),
        ["a run in mode Yield"] = need => CoroutineScheduler.Run(
            () => Coroutine.Async(need).Await(), new CoroutineSchedulerOptions { Blocking = BlockingMode.Yield }),
    };

    // The static initialiser suspends; what it gets from the case needs the type on another thread meanwhile.
    internal static Dictionary<string, Action> Suspenders { get; } = new()
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

    private static int Suspend<T>()
    {
        Coroutine.Suspend(1);
        return 0;
    }
}
