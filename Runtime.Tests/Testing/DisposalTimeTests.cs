using Baton.Testing;

namespace Baton.Tests;

/// <summary>By the clock of a run: the time of a disposal begins with the first, and does not begin again.</summary>
[TestClass]
public sealed class DisposalTimeTests : ExploreTest
{
    private const int Schedules = 20;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(false, true)]
    [DataRow(true, false)]
    [DataRow(true, true)]
    public void Scheduler_AfterItsTime_LaterDisposalTakesNone(bool firstIsAsync, bool laterIsAsync)
    {
        ExpectedQuarantined = Schedules; // in each schedule it is told once
        Pass(Test, Schedules);

        void Test(TestScheduler test)
        {
            (CoroutineScheduler scheduler, TaskCompletionSource leave) = Stubborn();
            TimeSpan first = Takes(test, () => Dispose(scheduler, firstIsAsync));
            TimeSpan later = Takes(test, () => Dispose(scheduler, laterIsAsync));
            leave.SetResult();
            Assert.AreEqual((s_limit, TimeSpan.Zero), (first, later));
        }
    }

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(false, true)]
    [DataRow(true, false)]
    [DataRow(true, true)]
    public void Scheduler_MeanwhileAnotherDisposal_EndsWithTheFirst(bool firstIsAsync, bool laterIsAsync)
    {
        ExpectedQuarantined = Schedules;
        Pass(Test, Schedules);

        void Test(TestScheduler test)
        {
            (CoroutineScheduler scheduler, TaskCompletionSource leave) = Stubborn();
            TimeSpan both = Takes(test, () => Frame.AwaitAll(
                test.Start(() => Dispose(scheduler, firstIsAsync)),
                test.Start(() =>
                {
                    Coroutine.Delay(TimeSpan.FromSeconds(4));
                    Dispose(scheduler, laterIsAsync);
                })));
            leave.SetResult();
            Assert.AreEqual(s_limit, both);
        }
    }

    [TestMethod]
    public void Pool_AfterItsTime_LaterDisposalTakesNone() => Pass(
        static test =>
        {
            (CoroutineThreadPool pool, Coroutine<int> coroutine) = Kept();
            TimeSpan first = Takes(test, () => pool.DisposeAsync().AsTask().Await());
            TimeSpan later = Takes(test, () => pool.DisposeAsync().AsTask().Await());
            TimeSpan last = Takes(test, pool.Dispose);
            coroutine.Dispose();
            Assert.AreEqual((s_limit, TimeSpan.Zero, TimeSpan.Zero), (first, later, last));
        },
        Schedules);

    [TestMethod]
    public void Pool_MeanwhileAnotherDisposal_EndsWithTheFirst() => Pass(
        static test =>
        {
            (CoroutineThreadPool pool, Coroutine<int> coroutine) = Kept();
            TimeSpan both = Takes(test, () =>
            {
                Task first = pool.DisposeAsync().AsTask();
                Coroutine.Delay(TimeSpan.FromSeconds(4));
                pool.DisposeAsync().AsTask().Await();
                first.Await();
            });
            coroutine.Dispose();
            Assert.AreEqual(s_limit, both);
        },
        Schedules);

    [TestMethod]
    public void Pool_DisposeThenDisposeAsyncLater_HasItsWholeTime() => Pass(
        static test =>
        {
            (CoroutineThreadPool pool, Coroutine<int> coroutine) = Kept();
            TimeSpan first = Takes(test, pool.Dispose);
            Coroutine.Delay(TimeSpan.FromMinutes(1));
            TimeSpan all = Takes(test, () => pool.DisposeAsync().AsTask().Await());
            coroutine.Dispose();
            Assert.AreEqual((TimeSpan.Zero, s_limit), (first, all));
        },
        Schedules);

    private static TimeSpan Takes(TestScheduler test, Action action)
    {
        DateTimeOffset begin = test.Time.GetUtcNow();
        action();
        return test.Time.GetUtcNow() - begin;
    }

    private static void Dispose(CoroutineScheduler scheduler, bool isAsync)
    {
        if (isAsync)
        {
            scheduler.DisposeAsync().AsTask().Await();
        }
        else
        {
            scheduler.Dispose();
        }
    }

    // Its frame swallows each cancellation.
    private static (CoroutineScheduler Scheduler, TaskCompletionSource Leave) Stubborn()
    {
        CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { DisposeTimeout = s_limit });
        TaskCompletionSource leave = new(TaskCreationOptions.RunContinuationsAsynchronously);
        scheduler.Start(() =>
        {
            while (!leave.Task.IsCompleted)
            {
                try
                {
                    leave.Task.Await();
                }
                catch (OperationCanceledException)
                {
                    // it goes on
                }
            }
        });
        return (scheduler, leave);
    }

    private static (CoroutineThreadPool Pool, Coroutine<int> Coroutine) Kept()
    {
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Kept", DisposeTimeout = s_limit });
        Coroutine<int> coroutine = Coroutine.Create<int>(
            static yielder =>
            {
                yielder.Suspend(1);
                return 2;
            },
            new CoroutineOptions { ThreadPool = pool });
        coroutine.Resume();
        return (pool, coroutine);
    }
}
