namespace Baton.Tests;

/// <summary>What ends by a failure or a cancellation while there is no memory: those who wait for its task learn of the end.</summary>
[TestClass]
[BesideOthers]
public sealed class SureEndTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    [TestMethod]
    public void TakeReservationBack_OfNet_IsTheBitThatNetReserves()
    {
        TaskCompletionSource ended = new();
        TaskCompletionSource reserved = new();
        Assert.AreEqual(0, SureEnd.StateOf(ended.Task) & SureEnd.Reserved);
        ended.SetCanceled();
        Assert.AreEqual(SureEnd.Reserved, SureEnd.StateOf(ended.Task) & SureEnd.Reserved);
        SureEnd.StateOf(reserved.Task) |= SureEnd.Reserved;

        SureEnd.TakeReservationBack(reserved.Task);

        Assert.IsTrue(reserved.TrySetResult()); // it would spin for ever
    }

    [TestMethod]
    [DataRow("a frame")]
    [DataRow("a frame that is awaited outside")]
    [DataRow("a frame that is canceled")]
    [DataRow("a run")]
    [DataRow("work of a pool")]
    [DataRow("work that is canceled")]
    [DataRow("a bridge")]
    [DataRow("the clean-up of a generator")]
    public async Task End_TheHeapIsFull_IsTold(string what)
    {
        ChildProcess.Result result = await FullHeap.RunAsync(nameof(EndWithTheHeapFull), what);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    // The first rounds have all methods compiled.
    [ChildScenario]
    private static int EndWithTheHeapFull(string[] arguments)
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 4 });
        for (int round = 0; round < FullHeap.Rounds; round++)
        {
            using ManualResetEvent isFull = new(false);
            Thread helper = FullHeap.FreeAfter(isFull, 50);
            Exception made = new InvalidOperationException(arguments[0]);
            Action fill = () =>
            {
                if (round >= FullHeap.FirstFull)
                {
                    FullHeap.Fill();
                }

                isFull.Set();
            };
            Exception? end = EndOf(arguments[0], fill, made, pool);
            helper.Join();
            bool isNow = round >= FullHeap.FirstFull;
            Assert.IsTrue(end == made || end is OperationCanceledException || (isNow && IsNoMemory(end)), $"round {round}: {end}");
        }

        return 0;
    }

    private static bool IsNoMemory(Exception? e) =>
        e is OutOfMemoryException or TypeInitializationException || e?.InnerException is OutOfMemoryException;

    private static Exception? EndOf(string what, Action fill, Exception made, CoroutineThreadPool pool)
    {
        CoroutineSchedulerOptions options = new() { ThreadPool = pool };
        Action fail = () =>
        {
            fill();
            throw made;
        };
        try
        {
            switch (what)
            {
                case "a frame":
                    using (CoroutineScheduler scheduler = new(options))
                    {
                        Wait(scheduler.Start(fail).AsTask());
                    }

                    break;
                case "a frame that is awaited outside":
                    using (CoroutineScheduler scheduler = new(options))
                    {
                        scheduler.Start(fail).Await();
                    }

                    break;
                case "a frame that is canceled":
                    using (CoroutineScheduler scheduler = new(options))
                    {
                        Wait(scheduler.Start(() => CancelMe(fill)).AsTask());
                    }

                    break;
                case "a run":
                    Wait(CoroutineScheduler.RunAsync(fail, options));
                    break;
                case "work of a pool":
                    Wait(pool.Run(fail));
                    break;
                case "work that is canceled":
                    using (CancellationTokenSource source = new())
                    {
                        Wait(pool.Run(() => CancelBy(source, fill), source.Token));
                    }

                    break;
                case "a bridge":
                    Wait(SyncBridge.RunAsync(Stream.Null, _ => fail()));
                    break;
                default:
                    Wait(CleanUp(fail));
                    break;
            }
        }
        catch (AggregateException e)
        {
            return e.InnerException;
        }
        catch (Exception e)
        {
            return e;
        }

        return null;
    }

    private static void Wait(Task task) => Assert.IsTrue(task.Wait(s_long), "the task did not end");

    private static void CancelMe(Action fill)
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        OperationCanceledException canceled = new(source.Token);
        fill();
        throw canceled;
    }

    private static void CancelBy(CancellationTokenSource source, Action fill)
    {
        source.Cancel();
        OperationCanceledException canceled = new(source.Token);
        fill();
        throw canceled;
    }

    private static async Task CleanUp(Action fail)
    {
        IAsyncEnumerator<int> items = Coroutine.GenerateAsync<int>(yielder =>
        {
            try
            {
                yielder.Suspend(1);
            }
            finally
            {
                fail();
            }
        }).GetAsyncEnumerator();
        await items.MoveNextAsync();
        await items.DisposeAsync();
    }
}
