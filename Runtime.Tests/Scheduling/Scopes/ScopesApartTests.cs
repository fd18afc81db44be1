namespace Baton.Tests;

/// <summary>
/// One scope in another, and something between the two. The first failure of the inner one comes out of the outer one, and keeps all
/// others: those of both, each once.
/// </summary>
[TestClass]
public sealed class ScopesApartTests : SchedulerTest
{
    private static readonly bool[] s_either = [false, true];
    private static readonly CoroutineScopeOptions s_supervise = new() { Supervise = true };

    private readonly Task _shared = Task.FromException(new IOException("shared"));

    // Given what is inside, before the outer scope is opened: what the outer scope's function does.
    private Dictionary<string, Func<Action, Action>> Betweens => new()
    {
        ["nothing"] = static inner => inner,
        ["a body"] = inner => () => ResumeOnce(NewBody(inner)),
        ["a body that was made outside"] = inner =>
        {
            Coroutine<int> body = NewBody(inner);
            return () => ResumeOnce(body);
        },
        ["two bodies"] = inner => () => ResumeOnce(NewBody(() => ResumeOnce(NewBody(inner)))),
        ["Generate"] = inner => () => Assert.AreEqual(0, Generate(inner).Count()),
        ["a sequence that was made outside"] = inner =>
        {
            IEnumerable<int> sequence = Generate(inner);
            return () => Assert.AreEqual(0, sequence.Count());
        },
        ["a push parser"] = inner => () => Parse(NewParser(inner)),
        ["a push parser that was made outside"] = inner =>
        {
            PushParser<byte, int> parser = NewParser(inner);
            return () => Parse(parser);
        },
        ["pool.Run"] = inner => () => Pool.Run(inner).Await(),
        ["pool.Run in a body"] = inner => () => ResumeOnce(NewBody(() => Pool.Run(inner).Await())),
        ["Task.Run"] = static inner => () => Task.Run(inner).Await(),
        ["a task that was begun outside"] = static inner => Task.Run(inner).Await,
        ["a thread"] = static inner => () => OnThread(inner).Await(),
        ["a thread without a context"] = static inner => () =>
        {
            using AsyncFlowControl flow = ExecutionContext.SuppressFlow();
            Task task = OnThread(inner);
            flow.Undo();
            task.Await();
        },
        ["an async function"] = static inner => () => CallLater(inner).Await(),
        ["an async function of the scope"] = static inner => () => Coroutine.Async(() => CallLater(inner)).Await(),
        ["GenerateAsync"] = inner => () => Assert.AreEqual(0, GenerateAsync(inner).AwaitEach().Count()),
        ["an asynchronous sequence that was made outside"] = inner =>
        {
            IAsyncEnumerable<int> sequence = GenerateAsync(inner);
            return () => Assert.AreEqual(0, sequence.AwaitEach().Count());
        },
        ["Start"] = inner => () =>
        {
            using CoroutineScheduler other = new(OnPool);
            other.Start(inner).Await();
        },
        ["Start, and a frame there"] = inner => () =>
        {
            using CoroutineScheduler other = new(OnPool);
            other.Start(() => Coroutine.Async(inner).Await()).Await();
        },
        ["RunAsync"] = inner => () => CoroutineScheduler.RunAsync(inner, OnPool).Await(),
        ["Run"] = inner => () => CoroutineScheduler.Run(inner, OnPool),
        ["Run in a body"] = inner => () => ResumeOnce(NewBody(() => CoroutineScheduler.Run(inner, OnPool))),
        ["a bridge"] = static inner => () => SyncBridge.RunAsync(new MemoryStream(), _ => inner()).Await(),
    };

    // The first failure comes out as a copy only where nothing tells that the scope was inside.
    private static readonly string[] s_copies = ["a task that was begun outside", "a thread without a context"];

    public static IEnumerable<object[]> Cells =>
        from between in new ScopesApartTests { TestContext = null! }.Betweens.Keys
        from inFrame in s_either
        from inner in Enumerable.Range(1, 2)
        from outerFails in s_either
        select new object[] { between, inFrame, inner, outerFails };

    public static IEnumerable<object[]> BetweensAndPlaces =>
        from between in new ScopesApartTests { TestContext = null! }.Betweens.Keys
        from inFrame in s_either
        select new object[] { between, inFrame };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void FurtherFailures_OfBothScopes_AreAllThere(string between, bool inFrame, int inner, bool outerFails)
    {
        InvalidDataException first = new("first");
        FormatException second = new("second");
        ArithmeticException outer = new("outer");
        InvalidDataException seen = null!;
        Perform(inFrame, () => seen = Assert.ThrowsExactly<InvalidDataException>(
            () => Outer(Betweens[between](() => Inner(first, inner == 2 ? second : null)), outerFails ? outer : null)));

        Exception[] expected = [.. inner == 2 ? new Exception[] { second } : [], .. outerFails ? new Exception[] { outer } : []];
        Assert.AreEqual("first", seen.Message);
        Assert.AreSequenceEqual(expected, CoroutineScope.FurtherFailures(seen));
        if (!outerFails || inner == 1 || !s_copies.Contains(between))
        {
            Assert.AreSame(first, seen);
        }
    }

    [TestMethod]
    [DynamicData(nameof(BetweensAndPlaces))]
    public void FurtherFailures_OfSiblingsThatShareAnObject_AreNotThoseOfTheOther(string between, bool inFrame) => Perform(inFrame, () =>
    {
        for (int i = 0; i < 3; i++)
        {
            FormatException own = new("own");
            Exception? seen = null;
            Action call = Betweens[between](() =>
            {
                seen = Assert.ThrowsExactly<IOException>(() => Sharing(own));
                _ = seen;
            });
            CoroutineScope.Run(scope => { scope.Async(call); });

            Assert.AreSequenceEqual<Exception>([own], CoroutineScope.FurtherFailures(seen!));
        }
    });

    [TestMethod]
    [DynamicData(nameof(BetweensAndPlaces))]
    public void FurtherFailures_OfScopesAroundSiblingsThatShareAnObject_AreNotThoseOfTheOther(string between, bool inFrame) => Perform(
        inFrame,
        () =>
        {
            for (int i = 0; i < 3; i++)
            {
                FormatException own = new("own");
                ArithmeticException outer = new("outer");

                IOException seen = Assert.ThrowsExactly<IOException>(() => Outer(Betweens[between](() => Sharing(own)), outer));

                Assert.AreSequenceEqual<Exception>([own, outer], CoroutineScope.FurtherFailures(seen));
            }
        });

    // What is inside ends with several failures. The first object was shared before.
    [TestMethod]
    [DynamicData(nameof(BetweensAndPlaces))]
    public void FurtherFailures_OfFramesThatWereAllAwaited_AreThereInTheScopeAround(string between, bool inFrame) =>
        AssertBringsAll(between, inFrame, own => Frame.AwaitAll(
            [.. new[] { _shared, Task.FromException(own) }.Select(static task => Coroutine.Async(task.Await))]));

    [TestMethod]
    [DynamicData(nameof(BetweensAndPlaces))]
    public void FurtherFailures_OfATaskThatHasSeveral_AreThereInTheScopeAround(string between, bool inFrame) =>
        AssertBringsAll(between, inFrame, own =>
        {
            Task shared = Task.FromException(new IOException("shared"));
            Assert.ThrowsExactly<IOException>(shared.Await);
            Task.WhenAll(shared, Task.FromException(own)).Await();
        });

    private void AssertBringsAll(string between, bool inFrame, Action<Exception> inner) => Perform(inFrame, () =>
    {
        for (int i = 0; i < 3; i++)
        {
            FormatException own = new("own");
            ArithmeticException outer = new("outer");

            IOException seen = Assert.ThrowsExactly<IOException>(() => Outer(Betweens[between](() => inner(own)), outer));

            Assert.AreSequenceEqual<Exception>([own, outer], CoroutineScope.FurtherFailures(seen));
        }
    });

    private void Perform(bool inFrame, Action test)
    {
        if (inFrame)
        {
            Run(test);
        }
        else
        {
            test();
        }
    }

    private static void Inner(Exception first, Exception? second) => CoroutineScope.Run(scope =>
    {
        scope.Async(() => throw first);
        if (second is not null)
        {
            throw second;
        }
    });

    private static void Outer(Action call, Exception? failure) => CoroutineScope.Run(
        scope =>
        {
            Frame inside = scope.Async(call);
            if (failure is not null)
            {
                scope.Async(() =>
                {
                    while (!inside.IsCompleted)
                    {
                        Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                    }

                    throw failure;
                });
            }
        },
        s_supervise);

    private void Sharing(Exception own) => CoroutineScope.Run(
        scope =>
        {
            scope.Async(_shared.Await);
            scope.Async(() => throw own);
        },
        s_supervise);

    private Coroutine<int> NewBody(Action body) => Coroutine.Create<int>(
        _ =>
        {
            body();
            return 1;
        },
        InPool);

    private static void ResumeOnce(Coroutine<int> body)
    {
        using (body)
        {
            body.Resume();
        }
    }

    private IEnumerable<int> Generate(Action body) => Coroutine.Generate<int>(_ => body(), options: InPool);

    private IAsyncEnumerable<int> GenerateAsync(Action body) => Coroutine.GenerateAsync<int>(_ => body(), options: InPool);

    private PushParser<byte, int> NewParser(Action body) => PushParser.OverStream<int>(
        (_, _) => body(),
        InPool);

    private static void Parse(PushParser<byte, int> parser)
    {
        using (parser)
        {
            parser.Complete();
            _ = parser.ReadAll().Count();
        }
    }

    private static async Task CallLater(Action function)
    {
        await Task.Yield();
        function();
    }

    private static Task OnThread(Action function)
    {
        TaskCompletionSource end = new();
        new Thread(() =>
        {
            try
            {
                function();
                end.SetResult();
            }
            catch (Exception e)
            {
                end.SetException(e);
            }
        }).Start();
        return end.Task;
    }
}
