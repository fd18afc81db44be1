using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>
/// A body asks its resumer to look at its own stack, while that waits in a resume or a disposal, or has left. However often it asks: the
/// disposal has one time limit for all, and a body that nobody waits for gets no answer.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class AskingBodyTests : CoroutineTest
{
    private static readonly int s_lookAfter = StuckCoroutine.LookAfter;

    [TestCleanup]
    public void LookAsEver() => StuckCoroutine.LookAfter = s_lookAfter;

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Resume_TheBodyAsks_TheResumerAnswersAndGoesOn(int times)
    {
        int answers = 0;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            _ =>
            {
                Ask(times, () => answers++);
                return 7;
            },
            InPool);

        Assert.AreEqual(7, coroutine.Resume());
        Assert.AreEqual(times, answers);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Dispose_TheCleanUpAsksLongBeforeItsTimeIsOver_IsWaitedFor(int times)
    {
        StuckCoroutine.LookAfter = 60_000;
        int answers = 0;
        bool hasEnded = false;
        Coroutine<int> coroutine = Suspended(
            TimeSpan.FromSeconds(60), // the first wait has it all, and the first question ends that
            () =>
            {
                Ask(times, () => answers++);
                Blocking.For(TimeSpan.FromMilliseconds(50));
                hasEnded = true;
            });

        coroutine.Dispose();

        Assert.IsTrue(hasEnded);
        Assert.AreEqual(times, answers);
    }

    [TestMethod]
    public void Dispose_TheCleanUpAsksForEver_ComesBackWhenItsTimeIsOver()
    {
        ExpectedQuarantined = 1;
        bool isDisposed = false;
        Coroutine<int> coroutine = Suspended(
            TimeSpan.FromMilliseconds(50),
            () =>
            {
                while (!Volatile.Read(ref isDisposed))
                {
                    Ask(1, () => { });
                }
            });

        TestThread disposer = TestThread.Start(coroutine.Dispose);

        Eventually.True(() => !disposer.Thread.IsAlive, "the disposal ends");
        Volatile.Write(ref isDisposed, true);
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public async Task Dispose_TheCleanUpAsksWhenTheDisposerHasLeft_NobodyAnswersAndTheThreadComesBack(int times)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(
            nameof(AskWhenTheDisposerHasLeft), times.ToString(System.Globalization.CultureInfo.InvariantCulture));

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int AskWhenTheDisposerHasLeft(string[] arguments)
    {
        int times = int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture);
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Asked" });
        using ManualResetEventSlim hasLeft = new();
        int answers = 0;
        Coroutine<int> coroutine = Suspended(
            TimeSpan.FromMilliseconds(50),
            () =>
            {
                hasLeft.Wait();
                Ask(times, () => answers++);
            },
            pool);

        coroutine.Dispose();
        hasLeft.Set();

        Eventually.True(() => pool.IdleThreads == 1, "the thread comes back");
        return answers;
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Dispose_TheCleanUpNeedsTheInitializersTypeAndTheTimeIsOverAfterOneLook_IsLateAndNotProvedToBeStuck()
    {
        ExpectedQuarantined = 1;
        StuckCoroutine.LookAfter = 60_000;
        using EventProbe events = new(EventLevel.Warning);
        Func<int> read = InitializedType.New(need =>
        {
            Suspended(TimeSpan.FromMilliseconds(50), () => need()).Dispose();
            return 1;
        });

        Assert.AreEqual(1, read());

        StringAssert.Contains((string)events.Payload("CoroutineQuarantined")[1]!, "within 0.05 s");
        Eventually.True(() => Pool.IdleThreads == 1, "the thread comes back");
    }

    private Coroutine<int> Suspended(TimeSpan unwindTimeout, Action cleanUp) => Suspended(unwindTimeout, cleanUp, Pool);

    private static Coroutine<int> Suspended(TimeSpan unwindTimeout, Action cleanUp, CoroutineThreadPool pool)
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                finally
                {
                    cleanUp();
                }

                return 2;
            },
            new CoroutineOptions { ThreadPool = pool, UnwindTimeout = unwindTimeout });
        coroutine.Resume();
        return coroutine;
    }

    private static void Ask(int times, Action look)
    {
        for (int i = 0; i < times; i++)
        {
            ((IAsksResumer)CoroutineCore.Current!).TryAskResumer(look);
        }
    }
}
