namespace Baton.Tests;

/// <summary>What is canceled or thrown when the scheduler that it belongs to has closed.</summary>
[TestClass]
public sealed class CancelClosedTests : SchedulerTest
{
    private const int Rounds = 20;
    private const int Blocks = 100;

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Test", MaxThreads = Blocks + 2 };

    [TestMethod]
    public void Dispose_BlocksOfAClosedSchedulerEndOnTwoThreads_EachTokenFires()
    {
        for (int round = 0; round < Rounds; round++)
        {
            (Coroutine<int> Coroutine, CancellationToken Token)[] open = OpenBlocks();

            TestThread.RunAtOnce(2, half =>
            {
                for (int i = half; i < Blocks; i += 2)
                {
                    open[i].Coroutine.Dispose();
                }
            });

            Assert.IsTrue(open.All(block => block.Token.IsCancellationRequested));
        }
    }

    [TestMethod]
    public async Task Run_FailureIsRethrownAndAHandlerOfFirstChanceExceptionsWaitsForALock_TheFailureComesOut()
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(FailUnderALockedLog));

        Assert.AreEqual("failed\n", result.Output.ReplaceLineEndings("\n"), result.ToString());
        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int FailUnderALockedLog(string[] _)
    {
        InvalidTimeZoneException failure = new();
        AppDomain.CurrentDomain.FirstChanceException += (_, thrown) =>
        {
            if (ReferenceEquals(thrown.Exception, failure))
            {
                WaitForALock();
            }
        };
        TestThread run = TestThread.Start(() =>
        {
            Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScheduler.Run(
                () => throw failure, new CoroutineSchedulerOptions { Blocking = BlockingMode.Yield }));
            Console.WriteLine("failed");
        });
        return run.Thread.Join(TimeSpan.FromSeconds(30)) ? 0 : 1;
    }

    // As a log's lock, which another thread holds until this one waits for it.
    private static void WaitForALock()
    {
        object log = new();
        Thread waiter = Thread.CurrentThread;
        bool isHeld = false;
        bool isAtLock = false;
        TestThread.Start(() =>
        {
            lock (log)
            {
                Volatile.Write(ref isHeld, true);
                SpinUntil(ref isAtLock);
                Eventually.Parked(waiter);
            }
        });
        SpinUntil(ref isHeld);
        Volatile.Write(ref isAtLock, true);
        lock (log)
        {
            Assert.IsTrue(isHeld);
        }
    }

    private static void SpinUntil(ref bool condition)
    {
        while (!Volatile.Read(ref condition))
        {
            Thread.SpinWait(100);
        }
    }

    private (Coroutine<int> Coroutine, CancellationToken Token)[] OpenBlocks() => Run(() => Enumerable.Range(0, Blocks).Select(_ =>
    {
        CancellationToken token = default;
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                CoroutineScope.Run(scope =>
                {
                    token = scope.CancellationToken;
                    yielder.Suspend(1);
                });
                return 0;
            },
            InPool);
        coroutine.Resume();
        return (coroutine, token);
    }).ToArray());
}
