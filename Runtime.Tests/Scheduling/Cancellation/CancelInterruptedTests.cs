using System.Reflection;

namespace Baton.Tests;

/// <summary>
/// A thread that is interrupted where it waits for a lock, in the middle of a cancellation or of an end, finishes that all the same.
/// </summary>
[TestClass]
public sealed class CancelInterruptedTests : SchedulerTest
{
    [TestMethod]
    public void Async_OutsideInterruptedAtTheScopesLockWhenTheFunctionEnds_TheScopeEnds()
    {
        bool isInterrupted = false;
        TestThread thread = TestThread.Start(() =>
        {
            CoroutineScope.Run(scope => scope.Async(() => InterruptAtTheLockOf(scope)));
            isInterrupted = TestThread.TakePendingInterrupt();
        });

        Eventually.True(() => !thread.Thread.IsAlive, "the scope ends");
        thread.Join();
        Assert.IsTrue(isInterrupted, "the interrupt is for the code behind the scope");
    }

    [TestMethod]
    public void Cancel_InterruptedAtTheLockOfTheWaitThatItEnds_TheFrameIsCanceledAndTheSchedulerGoesOn()
    {
        CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() => new TaskCompletionSource().Task.Await());
        UntilItWaits(frame);
        bool ran = false;

        CancelInterrupted(frame, LockedRegistrations.SourceIn(frame.Core.TaskWait!));
        scheduler.Start(() => Volatile.Write(ref ran, true));

        Eventually.True(() => frame.IsCompleted, "the frame is canceled");
        Eventually.True(() => Volatile.Read(ref ran), "another frame runs");
        scheduler.Dispose();
    }

    [TestMethod]
    public void Cancel_InterruptedAtTheLockOfTheFramesToken_TheFrameCanStillBeCanceled()
    {
        CoroutineScheduler scheduler = new(OnPool);
        CancellationToken token = default;
        Frame frame = scheduler.Start(() =>
        {
            token = Coroutine.CancellationToken;
            token.Register(() => { });
            new TaskCompletionSource().Task.Await();
        });
        UntilItWaits(frame);

        CancelInterrupted(frame, LockedRegistrations.SourceOf(token));
        frame.Cancel();

        Eventually.True(() => frame.IsCompleted, "the frame is canceled");
        Assert.IsTrue(token.IsCancellationRequested);
        scheduler.Dispose();
    }

    [TestMethod]
    public void RunAsync_TokenFiresOnAThreadThatIsInterruptedAtTheLockOfTheFramesTokens_TheRunIsCanceled()
    {
        using CancellationTokenSource source = new();
        FrameCore? main = null;
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                _ = Coroutine.CancellationToken;
                Volatile.Write(ref main, FrameCore.Current);
                new TaskCompletionSource().Task.Await();
            },
            OnPool,
            source.Token);
        Eventually.True(() => Volatile.Read(ref main)?.State == FrameState.AwaitingOutside, "main waits");
        Eventually.Parked(main!.Worker!.Thread);

        LockedRegistrations.Interrupt(main.Scheduler.All, () => TestThread.Start(() => Suppress(source.Cancel)).Thread);

        Eventually.True(() => run.IsCompleted, "the run ends");
        Assert.IsTrue(run.IsCanceled);
    }

    [TestMethod]
    public async Task RunAsync_InterruptedAtTheLockOfTheRunsTokenWhenMainEnds_TheRunEnds()
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(InterruptAtTheEndOfMain));

        Assert.AreEqual("RanToCompletion\n", result.Output.ReplaceLineEndings("\n"), result.ToString());
        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int InterruptAtTheEndOfMain(string[] _)
    {
        using CancellationTokenSource source = new();
        Thread? thread = null;
        bool isHeld = false;
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Volatile.Write(ref thread, Thread.CurrentThread);
                SpinUntil(ref isHeld);
            },
            null,
            source.Token);
        Eventually.True(() => Volatile.Read(ref thread) is not null, "main runs");
        LockedRegistrations.Interrupt(source, () =>
        {
            Volatile.Write(ref isHeld, true);
            return thread!;
        });
        Eventually.True(() => run.IsCompleted, "the run ends");
        Console.WriteLine(run.Status);
        return 0;
    }

    private static void CancelInterrupted(Frame frame, CancellationTokenSource source)
    {
        TestThread canceler = null!;
        LockedRegistrations.Interrupt(source, () => (canceler = TestThread.Start(() => Suppress(frame.Cancel))).Thread);
        canceler.Join();
    }

    // The interrupt may come out of what was interrupted, or be left for the thread's next wait.
    private static void Suppress(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is ThreadInterruptedException or AggregateException)
        {
            // looked at by the test
        }

        TestThread.TakePendingInterrupt();
    }

    // Another thread has the lock, until the caller, who has been interrupted and now ends, waits for it.
    private static void InterruptAtTheLockOf(CoroutineScope scope)
    {
        FieldInfo core = typeof(CoroutineScope).GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .Single(field => field.FieldType == typeof(ScopeCore));
        object gate = ((ScopeCore)core.GetValue(scope)!).Gate;
        Thread me = Thread.CurrentThread;
        bool isHeld = false;
        bool ends = false;
        TestThread.Start(() =>
        {
            lock (gate)
            {
                Volatile.Write(ref isHeld, true);
                SpinUntil(ref ends);
                Eventually.Parked(me);
            }
        });
        SpinUntil(ref isHeld);
        me.Interrupt();
        Volatile.Write(ref ends, true);
    }

    private static void SpinUntil(ref bool condition)
    {
        while (!Volatile.Read(ref condition))
        {
            Thread.SpinWait(100);
        }
    }
}
