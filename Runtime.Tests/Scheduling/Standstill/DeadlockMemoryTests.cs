namespace Baton.Tests;

/// <summary>
/// A frame that would have to be told of a deadlock suspends while there is no memory: it is told when there is, and goes on.
/// </summary>
[TestClass]
[BesideOthers]
public sealed class DeadlockMemoryTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    [TestMethod]
    [DataRow("work of its full pool")]
    [DataRow("a frame without a thread")]
    public async Task Await_TheHeapIsFullAndItIsADeadlock_IsTold(string what)
    {
        ChildProcess.Result result = await FullHeap.RunAsync(nameof(AwaitInDeadlock), what);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    // The first rounds have all methods compiled.
    [ChildScenario]
    private static int AwaitInDeadlock(string[] arguments)
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
        for (int round = 0; round < FullHeap.Rounds; round++)
        {
            using ManualResetEvent isFull = new(false);
            Thread helper = FullHeap.FreeAfter(isFull, 50);
            Exception? told = null;
            Task run = CoroutineScheduler.RunAsync(
                () =>
                {
                    Task.Delay(1).Await();
                    Action wait = WaitFor(arguments[0], pool);
                    if (round >= FullHeap.FirstFull)
                    {
                        FullHeap.Fill();
                    }

                    isFull.Set();
                    try
                    {
                        wait();
                    }
                    catch (Exception e)
                    {
                        told = e;
                    }

                    Free(helper);
                    Task.Delay(1).Await(); // it can still suspend
                },
                new CoroutineSchedulerOptions { ThreadPool = pool });
            isFull.WaitOne();
            helper.Join(); // there is memory for the waits of this thread again
            Assert.IsTrue(Task.WhenAny(run).Wait(s_long), "the run did not end");
            Exception? failed = run.Exception?.InnerException; // the frame that finds no thread
            Assert.IsTrue(failed is null || (round >= FullHeap.FirstFull && IsNoMemory(failed)), $"round {round}: {failed}");
            Assert.IsTrue(
                told is CoroutineDeadlockException || (round >= FullHeap.FirstFull && NoMemory.Is(told!)), $"round {round}: {told}");
        }

        return 0;
    }

    private static bool IsNoMemory(Exception failure) =>
        failure is AggregateException several ? several.InnerExceptions.All(IsNoMemory) : NoMemory.Is(failure);

    private static void Free(Thread helper) => helper.Join();

    private static Action WaitFor(string what, CoroutineThreadPool pool) => what == "a frame without a thread"
        ? Coroutine.Async(static () => { }).Await
        : pool.Run(static () => { }).Await;
}
