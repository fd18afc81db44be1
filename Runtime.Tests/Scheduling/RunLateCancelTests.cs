namespace Baton.Tests;

/// <summary>
/// A run's token that fires when main has ended, or is about to: main cannot see it. If it cuts frames, the cancellation comes out.
/// </summary>
[TestClass]
public sealed class RunLateCancelTests : SchedulerTest
{
    private static readonly string[] s_doors =
    [
        "Run", "Run, with a result", "RunAsync", "RunAsync, with a result", "SyncBridge", "SyncBridge, with a result", "Run in a frame",
        "Run in a canceled frame", "Run in a block's token", "Run in a block's token outside",
    ];

    private static readonly string[] s_ends = ["cut", "cut, main was told", "fails", "ends by itself", "ends before"];

    public static IEnumerable<object[]> Cells => s_doors.SelectMany(door => s_ends.Select(end => new object[] { door, end }));

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Run_TokenFiresWhenMainHasEnded_ThrowsIfItHasCutAFrame(string door, string end)
    {
        using CancellationTokenSource source = new();
        using ManualResetEventSlim waits = new();
        Frame? left = null;
        Action main = () =>
        {
            left = Coroutine.Async(() => Act(end, waits));
            if (end == "cut, main was told")
            {
                waits.Set();
                Assert.Throws<OperationCanceledException>(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
            }
        };
        Thread canceler = new(() =>
        {
            waits.Wait();
            Eventually.True(() => end == "ends by itself" || left?.Core.State == FrameState.AwaitingOutside, "the frame waits");
            source.Cancel();
        });
        if (end != "ends before")
        {
            canceler.Start();
        }

        Exception? thrown = null;
        try
        {
            Run(door, main, source);
        }
        catch (Exception e)
        {
            thrown = e;
        }

        if (end == "ends before")
        {
            source.Cancel();
        }
        else
        {
            canceler.Join();
        }

        Assert.IsTrue(left!.IsCompleted);
        if (end.StartsWith("cut", StringComparison.Ordinal))
        {
            OperationCanceledException canceled = Assert.IsInstanceOfType<OperationCanceledException>(thrown);
            if (door != "Run in a canceled frame")
            {
                Assert.AreEqual(source.Token, canceled.CancellationToken);
            }
        }
        else
        {
            Assert.AreEqual(end == "fails" ? typeof(FormatException) : null, thrown?.GetType(), thrown?.ToString());
        }
    }

    [TestMethod]
    public async Task RunAsync_TokenFiresAtMainsEnd_TheTaskIsCanceled()
    {
        using CancellationTokenSource source = new();
        Frame? left = null;

        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                left = Coroutine.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                source.Cancel();
            },
            OnPool,
            source.Token);

        OperationCanceledException canceled = await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        Assert.IsTrue(run.IsCanceled);
        Assert.AreEqual(source.Token, canceled.CancellationToken);
        Assert.IsTrue(left!.IsCompleted);
        Assert.ThrowsExactly<OperationCanceledException>(left.Await);
    }

    private static void Act(string end, ManualResetEventSlim waits)
    {
        if (end == "ends before")
        {
            return;
        }

        if (end == "ends by itself")
        {
            using (Coroutine.NoSuspend())
            {
                waits.Set();
                Eventually.True(() => Coroutine.CancellationToken.IsCancellationRequested, "the token fires");
            }

            return;
        }

        try
        {
            CoroutineQueue<int> room = new(1);
            room.Enqueue(1);
            waits.Set();
            room.Enqueue(2);
        }
        catch (OperationCanceledException) when (end == "fails")
        {
            throw new FormatException();
        }
    }

    private void Run(string door, Action main, CancellationTokenSource source)
    {
        Func<int> function = () =>
        {
            main();
            return 1;
        };
        switch (door)
        {
            case "Run":
                CoroutineScheduler.Run(main, OnPool, source.Token);
                break;
            case "Run, with a result":
                CoroutineScheduler.Run(function, OnPool, source.Token);
                break;
            case "RunAsync":
                CoroutineScheduler.RunAsync(main, OnPool, source.Token).GetAwaiter().GetResult();
                break;
            case "RunAsync, with a result":
                CoroutineScheduler.RunAsync(function, OnPool, source.Token).GetAwaiter().GetResult();
                break;
            case "SyncBridge":
                SyncBridge.RunAsync(new MemoryStream(), _ => main(), OnPool, source.Token).GetAwaiter().GetResult();
                break;
            case "SyncBridge, with a result":
                SyncBridge.RunAsync(new MemoryStream(), _ => function(), OnPool, source.Token).GetAwaiter().GetResult();
                break;
            case "Run in a frame":
                CoroutineScheduler.Run(() => CoroutineScheduler.Run(main, OnPool, source.Token), OnPool);
                break;
            case "Run in a canceled frame":
                Frame? caller = null;
                using (CoroutineScheduler around = new(OnPool))
                {
                    caller = around.Start(() => CoroutineScheduler.Run(main, OnPool));
                    using CancellationTokenRegistration cancels = source.Token.Register(caller.Cancel);
                    caller.Await();
                }

                break;
            case "Run in a block's token":
                CoroutineScheduler.Run(
                    () => Coroutine.WithCancellation(source.Token, () => CoroutineScheduler.Run(main, OnPool)), OnPool);
                break;
            default:
                Coroutine.WithCancellation(source.Token, () => CoroutineScheduler.Run(main, OnPool));
                break;
        }
    }
}
