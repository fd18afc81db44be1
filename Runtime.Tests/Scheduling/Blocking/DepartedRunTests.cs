namespace Baton.Tests;

/// <summary>
/// The thread of a run's main function leaves the run, and goes on with what has called it. The thread that ends the run acts for nothing
/// there: not for the coroutine in whose body the run was called, and not for the frame around it.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class DepartedRunTests
{
    private const int LookAfter = 50;
    private const int Steps = 4;

    private static readonly int s_lookAfter = StuckCoroutine.LookAfter;
    private static readonly TimeSpan s_long = TimeSpan.FromMilliseconds(8 * LookAfter); // the thread that ends the run would look by then

    private static readonly string[] s_resumers = ["a thread", "a frame", "a frame, Yield", "a body", "a sequence"];

    // What the body does when its run has come back. The static initialiser resumes it until it has ended.
    private static Dictionary<string, Action<Yielder<int>>> Afterwards { get; } = new()
    {
        ["computes"] = _ => LongEnough.For(s_long),
        ["awaits"] = _ => Coroutine.Delay(s_long),
        ["suspends"] = y =>
        {
            for (int i = 0; i < Steps; i++)
            {
                y.Suspend(1);
            }
        },
        ["pulls"] = _ => Coroutine.Generate<int>(inner =>
        {
            LongEnough.For(s_long);
            inner.Suspend(1);
        }).Sum(),
        ["runs"] = _ => CoroutineScheduler.Run(() =>
        {
            Coroutine.Async(Coroutine.Yield).Await();
            LongEnough.For(s_long);
        }),
        ["ends"] = _ => { },
    };

    public static IEnumerable<object[]> Rows =>
        from resumer in s_resumers
        from afterwards in Afterwards.Keys
        select new object[] { resumer, afterwards };

    [TestCleanup]
    public void LookAsEver() => StuckCoroutine.LookAfter = s_lookAfter;

    [TestMethod]
    [DynamicData(nameof(Rows))]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Run_CalledInABodyBelowAnInitializerIsLeft_TheBodyIsResumedByItsResumerAlone(string resumer, string afterwards)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(LeaveARunInABody), resumer, afterwards);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int LeaveARunInABody(string[] arguments)
    {
        StuckCoroutine.LookAfter = LookAfter;
        FrameCore? main = null;
        string? met = null;
        Func<int> read = InitializedType.New(need => Resume(arguments[0], y =>
        {
            try
            {
                CoroutineScheduler.Run(() =>
                {
                    main = FrameCore.Current;
                    Coroutine.Async(need).Await();
                });
            }
            catch (InvalidOperationException e)
            {
                met = e.Message;
            }

            Afterwards[arguments[1]](y);
            return 42;
        }));

        TestThread.Run("Initializes", () => Assert.AreEqual(42, Initialize(arguments[0], read)));
        StringAssert.Contains(met, "static initialiser");
        Eventually.True(() => main!.IsEnded && main.Scheduler.IsClosed, "the run ends");
        Assert.AreEqual((null, null, null), (main!.Outer, main.CallersBody, main.Scheduler.Around));
        return 0;
    }

    private static int Initialize(string resumer, Func<int> read) => resumer.StartsWith("a frame", StringComparison.Ordinal)
        ? CoroutineScheduler.Run(read, new CoroutineSchedulerOptions
        {
            Blocking = resumer.EndsWith("Yield", StringComparison.Ordinal) ? BlockingMode.Yield : BlockingMode.Hold,
        })
        : read();

    // In the static initialiser: gives what the body returns.
    private static int Resume(string resumer, Func<Yielder<int>, int> body) => resumer switch
    {
        "a body" => Coroutine.Create<int>(_ => ResumeToItsEnd(body)).Resume(),
        "a sequence" => Coroutine.Generate<int>(y => y.Suspend(body(y))).Last(),
        _ => ResumeToItsEnd(body),
    };

    private static int ResumeToItsEnd(Func<Yielder<int>, int> body)
    {
        using Coroutine<int> coroutine = Coroutine.Create(body);
        int got;
        do
        {
            got = coroutine.Resume();
            LongEnough.For(2 * LookAfter);
        }
        while (!coroutine.IsFinished);

        return got;
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Run_CalledInAFrameIsLeft_TheFrameIsCanceledByItselfAgain()
    {
        StuckCoroutine.LookAfter = LookAfter;
        bool isForgotten = false;
        string log = string.Empty;

        CoroutineScheduler.Run(() => Coroutine.Async(() =>
        {
            FrameCore me = FrameCore.Current!;
            Assert.ThrowsExactly<InvalidOperationException>(() => CoroutineScheduler.Run(() => Leave(_ => { }, static wait => wait())));
            isForgotten = me.Cancellation.CalledRun is null;
            me.Handle.Cancel();
            try
            {
                CoroutineScheduler.Run(Coroutine.Yield);
            }
            catch (OperationCanceledException)
            {
                log += "canceled";
            }
        }).Await());

        Assert.IsTrue(isForgotten, "the run that was left is the frame's no more");
        Assert.AreEqual("canceled", log);
    }

    [TestMethod]
    [DataRow("scope")]
    [DataRow("scope in a body")]
    [DataRow("disposed scope")]
    [DataRow("block with a limit")]
    [OSCondition(OperatingSystems.Linux)]
    public void Block_CanceledAndThenItsThreadLeavesTheFrame_IsOverAndNoSuspensionLooksForIt(string block)
    {
        StuckCoroutine.LookAfter = LookAfter;
        ScopeCore? scope = null;
        bool areTold = false;

        CoroutineScheduler.Run(() =>
        {
            FrameCore me = FrameCore.Current!;
            Frame initializes = Coroutine.Async(() => Leave(
                cancel: _ => scope!.Cancellation.Cancel(),
                wait => Enter(block, () =>
                {
                    scope = CoroutineCore.Current?.OpenBlock as ScopeCore ?? FrameCore.Current!.InnermostScope;
                    wait();
                })));
            while (!initializes.IsCompleted)
            {
                Coroutine.Yield();
            }

            areTold = me.Scheduler.BlockCancellations.AreTold;
            Assert.ThrowsExactly<InvalidOperationException>(initializes.Await);
        });

        Assert.IsTrue(areTold, "no block is to be told");
        Assert.AreEqual(ScopeState.Over, scope!.State);
    }

    // Runs what waits below a static initialiser, in the block and in the frame that calls this. Another frame, which needs the type,
    // cancels before the thread leaves.
    private static void Leave(Action<FrameCore> cancel, Action<Action> block)
    {
        FrameCore me = FrameCore.Current!;
        bool hasBegun = false;
        Func<int> need = null!;
        Func<int> read = InitializedType.New(needed =>
        {
            need = needed;
            hasBegun = true;
            new TaskCompletionSource().Task.Await();
            return 1;
        });
        Coroutine.Async(() =>
        {
            while (!hasBegun)
            {
                Coroutine.Yield();
            }

            cancel(me);
            Assert.ThrowsExactly<TypeInitializationException>(() => need());
        });
        block(() => Assert.ThrowsExactly<TypeInitializationException>(() => read()));
    }

    private static void Enter(string block, Action wait)
    {
        switch (block)
        {
            case "scope in a body":
                Coroutine.Create<int>(_ =>
                {
                    CoroutineScope.Run(_ => wait());
                    return 1;
                }).Resume();
                break;
            case "disposed scope":
                CoroutineScope.Run(scope =>
                {
                    scope.Dispose();
                    wait();
                });
                break;
            case "block with a limit":
                Coroutine.WithTimeout(TimeSpan.FromDays(1), wait);
                break;
            default:
                CoroutineScope.Run(_ => wait());
                break;
        }
    }
}
