namespace Baton.Tests;

/// <summary>
/// Cancellation by a holder of the baton puts the token's call-backs into the queue of the .NET thread pool, and may have to wait for its
/// lock: that wait is the library's, and nobody is told of it or interrupts it.
/// </summary>
[TestClass]
[BesideOthers]
public sealed class CancelQueueLockTests
{
    private const int NotThisRuntime = 3;

    [TestMethod]
    [DataRow(nameof(FailMainWhereBlockingIsForbidden))]
    [DataRow(nameof(DisposeInterrupted))]
    public async Task Cancel_QueueIsLocked_FramesAreCanceledAndCallBacksRun(string scenario)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(scenario);

        if (result.ExitCode == NotThisRuntime)
        {
            Assert.Inconclusive("the runtime keeps the thread pool's queue in another way");
        }

        Assert.AreEqual("unwound, called back\n", result.Output.ReplaceLineEndings("\n"), result.ToString());
        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int FailMainWhereBlockingIsForbidden(string[] _)
    {
        Thread me = Thread.CurrentThread;
        Frame? child = null;
        TaskCompletionSource called = new();
        bool atQueue = false;
        bool isKnown = ThreadPoolQueue.TryBlock(() => Volatile.Read(ref atQueue) ? me : null);
        Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScheduler.Run(
            () =>
            {
                child = Coroutine.Async(() => WaitToBeCanceled(called));
                Volatile.Write(ref atQueue, true);
                throw new InvalidTimeZoneException();
            },
            new CoroutineSchedulerOptions { Blocking = BlockingMode.Forbid }));
        return Report(child!, called, isKnown);
    }

    [ChildScenario]
    private static int DisposeInterrupted(string[] _)
    {
        TaskCompletionSource called = new();
        bool isKnown = false;
        CoroutineScheduler scheduler = new();
        Frame child = scheduler.Start(() => WaitToBeCanceled(called));
        Eventually.True(() => child.Core.State == FrameState.AwaitingOutside, "the frame waits");
        Eventually.Parked(child.Core.Worker!.Thread);
        TestThread disposer = null!;
        bool atQueue = false;
        disposer = TestThread.Start(() =>
        {
            isKnown = ThreadPoolQueue.TryBlock(() => Volatile.Read(ref atQueue) ? Volatile.Read(ref disposer)?.Thread : null);
            Volatile.Write(ref atQueue, true);
            Thread.CurrentThread.Interrupt();
            try
            {
                scheduler.Dispose();
            }
            catch (ThreadInterruptedException)
            {
                // its wait for the frames: they are being canceled all the same
            }
        });
        disposer.Join();
        scheduler.Dispose();
        return Report(child, called, isKnown);
    }

    private static void WaitToBeCanceled(TaskCompletionSource called)
    {
        Coroutine.CancellationToken.Register(called.SetResult);
        new TaskCompletionSource().Task.Await();
    }

    private static int Report(Frame child, TaskCompletionSource called, bool isKnown)
    {
        bool unwound = child.IsCompleted;
        bool calledBack = called.Task.Wait(TimeSpan.FromSeconds(10));
        Console.WriteLine($"{(unwound ? "unwound" : "alive")}, {(calledBack ? "called back" : "never called")}");
        return isKnown ? 0 : NotThisRuntime;
    }
}
