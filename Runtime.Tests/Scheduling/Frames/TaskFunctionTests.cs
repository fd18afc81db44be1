namespace Baton.Tests;

/// <summary>Functions that return tasks, as async lambdas do, are over when their tasks are.</summary>
[TestClass]
public sealed class TaskFunctionTests : SchedulerTest
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [TestMethod]
    public void Async_AsyncLambda_TheFrameEndsWithItsTaskAndOthersRunMeanwhile()
    {
        Run(() =>
        {
            Frame<int> frame = Coroutine.Async(async () =>
            {
                await _gate.Task;
                return 7;
            });
            Assert.IsFalse(frame.IsCompleted);
            _gate.SetResult();

            Assert.AreEqual(7, frame.Await());
        });
    }

    [TestMethod]
    public void Async_AsyncLambdaFails_TheFrameFailsWithTheSameObject()
    {
        InvalidTimeZoneException failure = new();
        Run(() =>
        {
            Frame frame = Coroutine.Async(async () =>
            {
                await _gate.Task;
                throw failure;
            });
            _gate.SetResult();

            Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(() => frame.Await()));
        });
    }

    [TestMethod]
    public void Run_AsyncLambdaFails_ItComesOutOfTheRun()
    {
        InvalidTimeZoneException failure = new();
        ThreadPool.QueueUserWorkItem(_ => _gate.SetResult());

        Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScheduler.Run(
            async () =>
            {
                await _gate.Task;
                throw failure;
            },
            OnPool));

        Assert.AreSame(failure, seen);
    }

    [TestMethod]
    public async Task RunAsync_AsyncLambda_IsOverWhenItsTaskIs()
    {
        Task run = CoroutineScheduler.RunAsync(async () => await _gate.Task, OnPool);
        Assert.IsFalse(run.IsCompleted);

        _gate.SetResult();

        await run;
        Assert.IsTrue(_gate.Task.IsCompleted);
    }

    [TestMethod]
    public void ScopeAsync_AsyncLambda_DoesNotOutliveTheScopeAndItsFailureIsNotLost()
    {
        InvalidTimeZoneException failure = new();
        Run(() =>
        {
            Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
            {
                scope.Async(async () =>
                {
                    await _gate.Task;
                    throw failure;
                });
                _gate.SetResult();
            }));
            Assert.AreSame(failure, seen);
        });
    }

    [TestMethod]
    public void ScopeRun_AsyncLambda_IsWaitedForAsPartOfTheBlock()
    {
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                _gate.SetResult();
            });
            CoroutineScope.Run<Task>(async _ =>
            {
                await _gate.Task;
                lock (Log)
                {
                    Log.Add("block");
                }
            });
            Log.Add("after");
        });

        AssertLog("block after");
    }

    [TestMethod]
    public void Async_AsyncLambdaOutside_RunsToItsEndFirst()
    {
        ThreadPool.QueueUserWorkItem(_ => _gate.SetResult());

        Frame frame = Coroutine.Async(async () => await _gate.Task);

        Assert.AreEqual((true, true), (frame.IsCompletedSuccessfully, _gate.Task.IsCompleted));
    }

    [TestMethod]
    public void Async_ResultThatHappensToBeATask_IsNotWaitedFor()
    {
        Run(() =>
        {
            Frame<object> frame = Coroutine.Async<object>(() => _gate.Task);

            Assert.IsTrue(frame.IsCompleted);
            Assert.AreSame(_gate.Task, frame.Await());
        });
    }

    [TestMethod]
    public async Task DisposeAsync_FrameThatWaits_UnwindsItWithoutBlocking()
    {
        CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() => _gate.Task.Await());
        UntilItWaits(frame);

        await scheduler.DisposeAsync();

        Assert.IsTrue(frame.AsTask().IsCanceled);
        Assert.ThrowsExactly<ObjectDisposedException>(() => scheduler.Start(() => { }));
    }
}
