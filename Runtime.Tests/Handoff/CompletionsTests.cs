namespace Baton.Tests;

/// <summary>
/// The completion of a task calls other people's code, which may block: it holds up no worker, no baton, no timer and no other completion.
/// </summary>
[TestClass]
public sealed class CompletionsTests : CoroutineTest
{
    private readonly ManualResetEventSlim _gate = new();
    private readonly ManualResetEventSlim _posted = new();

    [TestCleanup]
    public void OpenTheGate() => _gate.Set();

    [TestMethod]
    public void Run_PostOfAContextBlocks_TheWorkersOnlyThreadIsFreeAndOthersAreServed()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
        Task<int> first = pool.Run(() => Blocked(1));
        AwaitInContext(first);
        _gateOfWork.Set();
        Assert.IsTrue(_posted.Wait(TimeSpan.FromSeconds(30)));

        Assert.AreEqual(1, first.Result);
        Assert.AreEqual(2, pool.Run(() => 2).WaitAsync(TimeSpan.FromSeconds(30)).Result);
        CoroutineScheduler.Run(() =>
        {
            Coroutine.Delay(TimeSpan.FromMilliseconds(5));
            Assert.AreEqual(3, pool.Run(() => 3).Await());
        });
    }

    [TestMethod]
    public void AsTask_PostOfAContextBlocks_TheFramesOfItsSchedulerGoOn()
    {
        using CoroutineScheduler scheduler = new();
        Frame frame = scheduler.Start(() => Task.Run(() => Blocked(1)).Await());
        AwaitInContext(frame.AsTask());
        _gateOfWork.Set();
        Assert.IsTrue(_posted.Wait(TimeSpan.FromSeconds(30)));

        Assert.AreEqual(4, scheduler.Start(() => 4).Await());
        CoroutineScheduler.Run(() => frame.AsTask().Await());
    }

    [TestMethod]
    public void Await_TaskWhoseFirstContinuationBlocksInAContext_IsToldAllTheSame()
    {
        Task<int> work = CoroutineThreadPool.Shared.Run(() => Blocked(1));
        AwaitInContext(work);
        Task<int> run = CoroutineScheduler.RunAsync(() => work.Await());
        _gateOfWork.Set();

        Assert.IsTrue(run.Wait(TimeSpan.FromSeconds(30)));
    }

    [TestMethod]
    public async Task Run_ContinuedWithoutAContext_ContinuesOnTheDotNetPool()
    {
        Task<int> work = CoroutineThreadPool.Shared.Run(() => Blocked(1));
        Task<bool> after = ContinueAsync(work);
        _gateOfWork.Set();

        Assert.IsTrue(await after);
    }

    private readonly ManualResetEventSlim _gateOfWork = new();

    private int Blocked(int result)
    {
        _gateOfWork.Wait();
        return result;
    }

    private static async Task<bool> ContinueAsync(Task work)
    {
        await work.ConfigureAwait(false);
        return Thread.CurrentThread.IsThreadPoolThread;
    }

    // Continued where Post blocks until the test is over.
    private void AwaitInContext(Task task) => TestThread.Run("Context", () =>
    {
        SynchronizationContext.SetSynchronizationContext(new BlockingContext(_gate, _posted));
        _ = AwaitAsync(task);
    });

    private static async Task AwaitAsync(Task task) => await task;

    private sealed class BlockingContext(ManualResetEventSlim gate, ManualResetEventSlim posted) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            posted.Set();
            gate.Wait();
        }
    }
}
