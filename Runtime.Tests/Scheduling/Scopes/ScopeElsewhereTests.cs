namespace Baton.Tests;

/// <summary>
/// A scope that is opened inside a generator, whose block ends where its scheduler is not: under another one, on a plain thread, or too
/// late.
/// </summary>
[TestClass]
public sealed class ScopeElsewhereTests : ScopeTest
{
    [TestMethod]
    public void Run_GeneratorIsResumedUnderAnotherScheduler_ItsFrameIsSuspendedUntilTheFunctionsEnd()
    {
        TaskCompletionSource gate = new();
        using CoroutineScheduler home = new(OnPool);
        using IEnumerator<int> items = Coroutine.Generate<int>(
            y => CoroutineScope.Run(scope =>
            {
                scope.Async(gate.Task.Await);
                y.Suspend(1);
            }),
            options: InPool).GetEnumerator();
        home.Start(() => items.MoveNext()).Await();

        Run(() =>
        {
            Frame ender = Coroutine.Async(() =>
            {
                Assert.IsFalse(items.MoveNext());
                Log.Add("ended");
            });
            Log.Add("meanwhile");
            gate.SetResult();
            ender.Await();
        });

        AssertLog("meanwhile ended");
    }

    [TestMethod]
    public void Cancel_OfTheFrameOfAnotherSchedulerThatWaitsForTheEnd_CancelsTheFunctions()
    {
        using CoroutineScheduler home = new(OnPool);
        using IEnumerator<int> items = Coroutine.Generate<int>(
            y => CoroutineScope.Run(scope =>
            {
                scope.Async(WaitForEver);
                y.Suspend(1);
            }),
            options: InPool).GetEnumerator();
        home.Start(() => items.MoveNext()).Await();

        Run(() =>
        {
            Frame ender = Coroutine.Async(() =>
            {
                Assert.IsFalse(items.MoveNext());
                Log.Add("ended");
                Coroutine.Yield();
            });
            ender.Cancel();

            Assert.ThrowsExactly<OperationCanceledException>(ender.Await);
        });

        AssertLog("ended");
    }

    [TestMethod]
    public void Run_GeneratorIsResumedOutsideTheScheduler_ItsEndWaitsForTheFunctionsThere()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        TaskCompletionSource gate = new();
        IEnumerator<int> items = Coroutine.Generate<int>(
            y =>
            {
                CoroutineScope.Run(scope =>
                {
                    scope.Async(() =>
                    {
                        gate.Task.Await();
                        Log.Add("child");
                    });
                    y.Suspend(1);
                });
                Log.Add("out");
            },
            options: InPool).GetEnumerator();
        scheduler.Start(() => items.MoveNext()).Await();
        TestThread outside = TestThread.Start(() => Assert.IsFalse(items.MoveNext()));

        Eventually.Parked(outside.Thread);
        Log.Add("opens");
        gate.SetResult();

        outside.Join();
        AssertLog("opens child out");
        items.Dispose();
    }

    [TestMethod]
    public void Run_GeneratorIsResumedOutsideAndItsFunctionFails_TheFailureComesOutThere()
    {
        InvalidTimeZoneException failure = new();
        using CoroutineScheduler scheduler = new(OnPool);
        IEnumerator<int> items = Coroutine.Generate<int>(
            y => CoroutineScope.Run(scope =>
            {
                scope.Async(() => WaitAndFailInCleanUp(failure));
                y.Suspend(1);
                throw new FormatException();
            }),
            options: InPool).GetEnumerator();
        scheduler.Start(() => items.MoveNext()).Await();

        FormatException seen = Assert.ThrowsExactly<FormatException>(() => items.MoveNext());

        CollectionAssert.AreEqual(new[] { failure }, CoroutineScope.FurtherFailures(seen).ToArray());
        items.Dispose();
    }

    [TestMethod]
    public void Run_GeneratorIsResumedAfterItsSchedulerEnded_Ends()
    {
        CoroutineScheduler scheduler = new(OnPool);
        IEnumerator<int> items = Coroutine.Generate<int>(
            y => CoroutineScope.Run(scope =>
            {
                scope.Async(() => LogCancellation("child", WaitForEver));
                y.Suspend(1);
            }),
            options: InPool).GetEnumerator();
        scheduler.Start(() => items.MoveNext()).Await();
        scheduler.Dispose();

        Assert.IsFalse(items.MoveNext());

        items.Dispose();
        AssertLog("child");
    }

    [TestMethod]
    public void Cancel_BlockGoesOnAfterItsSchedulerEnded_TheTokenFires()
    {
        CoroutineScheduler scheduler = new(OnPool);
        using IEnumerator<int> items = Coroutine.Generate<int>(
            y => CoroutineScope.Run(scope =>
            {
                y.Suspend(1);
                scope.Cancel();
                Log.Add($"{scope.CancellationToken.IsCancellationRequested}");
            }),
            options: InPool).GetEnumerator();
        scheduler.Start(() => items.MoveNext()).Await();
        scheduler.Dispose();

        Assert.IsFalse(items.MoveNext());

        AssertLog("True");
    }

    [TestMethod]
    public void Cancel_WhileAnotherThreadIsAboutToUnwindTheGenerator_TheFrameThatRanItLastIsNotCanceled()
    {
        ExpectedDropped = 1;
        TaskCompletionSource gate = new();
        CoroutineScope? open = null;
        Coroutine<int> coroutine = Coroutine.Create<int>(
            y =>
            {
                CoroutineScope.Run(scope =>
                {
                    open = scope;
                    y.Suspend(1);
                });
                return 2;
            },
            InPool);

        Run(() =>
        {
            Frame last = Coroutine.Async(() =>
            {
                coroutine.Resume();
                gate.Task.Await();
                Log.Add("last goes on");
            });
            coroutine.Core.Claim(); // as the finalizer does first
            open!.Cancel();
            Coroutine.Yield();
            gate.SetResult();
            last.Await();
        });
        DroppedCoroutines.Begin();
        new DroppedUnwinding<Nothing, int>(coroutine.Core).Start();

        AssertLog("last goes on");
    }
}
