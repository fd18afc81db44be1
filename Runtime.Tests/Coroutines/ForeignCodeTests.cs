using System.Diagnostics.Metrics;

namespace Baton.Tests;

/// <summary>
/// Listeners and schedulers are other people's code: it never runs on a thread that the pool may already have given to somebody.
/// </summary>
[TestClass]
public sealed class ForeignCodeTests : CoroutineTest
{
    [TestMethod]
    public void UnobservedListener_StartsACoroutineAndWaitsForIt_IsNotWaitingForItsOwnThread()
    {
        (ExpectedDropped, ExpectedUnobserved) = (1, 1);
        int answer = 0;
        using MeterListener listener = OnUnobserved(() =>
        {
            using Coroutine<int> another = Coroutine.Create<int>(yielder => 42, InPool);
            Volatile.Write(ref answer, another.Resume());
        });
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                using (new Cleanup(() => throw new TimeoutException()))
                {
                    yielder.Suspend(1);
                }

                return 2;
            },
            InPool);
        coroutine.Resume();

        Assert.IsTrue(coroutine.Core.TryUnwindDropped());

        Eventually.True(() => Volatile.Read(ref answer) == 42, "the listener's coroutine runs");
        Eventually.True(() => Pool.IdleThreads == 2, "both threads come back");
    }

    [TestMethod]
    public async Task DisposeAsync_ContinuedByASchedulerThatRunsInline_DoesNotCallItOnTheBodysThread()
    {
        Thread? body = null;
        using ManualResetEventSlim gate = new();
        IAsyncEnumerator<int> enumerator = Coroutine.GenerateAsync<int>(
            yielder =>
            {
                using (new Cleanup(gate.Wait))
                {
                    body = Thread.CurrentThread;
                    yielder.Suspend(1);
                }
            },
            options: InPool).GetAsyncEnumerator(CancellationToken.None);
        await enumerator.MoveNextAsync();
        Task disposing = enumerator.DisposeAsync().AsTask();
        Task<Thread> continued = disposing.ContinueWith(
            _ => Thread.CurrentThread, CancellationToken.None, TaskContinuationOptions.None, new InlineScheduler());

        gate.Set();

        Assert.AreNotSame(body, await continued);
    }

    private static MeterListener OnUnobserved(Action callback)
    {
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "baton.coroutines.unobserved_faults")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => callback());
        listener.Start();
        return listener;
    }

    /// <summary>Runs what it is given where it is given it.</summary>
    private sealed class InlineScheduler : TaskScheduler
    {
        protected override void QueueTask(Task task) => TryExecuteTask(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
