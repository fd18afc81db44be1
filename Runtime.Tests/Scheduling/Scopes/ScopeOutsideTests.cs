namespace Baton.Tests;

/// <summary>A scope outside every scheduler: blocking mode, in which each function runs to its end when it is started.</summary>
[TestClass]
public sealed class ScopeOutsideTests : ScopeTest
{
    private readonly InvalidTimeZoneException _failure = new();

    [TestMethod]
    public void Async_Outside_RunsToItsEndAndReturnsItsResult()
    {
        int result = CoroutineScope.Run(scope =>
        {
            Frame<int> one = scope.Async(() =>
            {
                Coroutine.Yield();
                Log.Add("child");
                return 1;
            });
            Log.Add("body");
            return one.Await();
        });

        Assert.AreEqual(1, result);
        AssertLog("child body");
    }

    [TestMethod]
    public void Async_OutsideFails_ComesOutAndNoOtherBegins()
    {
        Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() => throw _failure);
            Frame second = scope.Async(() => Log.Add("second"));
            Assert.IsTrue(second.AsTask().IsCanceled);
            Log.Add("body");
        }));

        Assert.AreSame(_failure, seen);
        AssertLog("body");
    }

    [TestMethod]
    public void Async_OutsideRefusedAfterAFailureAndAwaited_IsNoFurtherFailure()
    {
        Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() => throw _failure);
            scope.Async(() => { }).Await();
        }));

        Assert.IsEmpty(CoroutineScope.FurtherFailures(seen));
    }

    [TestMethod]
    public void Run_OutsideBodyFailsAfterAFunction_IsKeptAsFurtherFailure()
    {
        FormatException later = new();

        Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() => throw _failure);
            throw later;
        }));

        CollectionAssert.AreEqual(new[] { later }, CoroutineScope.FurtherFailures(seen).ToArray());
    }

    [TestMethod]
    public void Cancel_OutsideInAFunction_ItsTokenFiresAndItsCancellationIsNoFailure()
    {
        CoroutineScope.Run(scope => scope.Async(() =>
        {
            scope.Cancel();
            scope.CancellationToken.ThrowIfCancellationRequested();
        }));
    }

    [TestMethod]
    public void Cancel_OutsideByAnotherThread_TheTokenFires()
    {
        CoroutineScope.Run(scope =>
        {
            TestThread.Run("canceler", scope.Cancel);

            Assert.IsTrue(scope.CancellationToken.IsCancellationRequested);
            Assert.IsTrue(scope.Async(() => Log.Add("ran")).AsTask().IsCanceled);
        });

        AssertLog("");
    }

    [TestMethod]
    public void Async_OutsideFromAnotherThread_IsRefused()
    {
        CoroutineScope.Run(scope => TestThread.Run(
            "stranger",
            () => StringAssert.Contains(
                Assert.ThrowsExactly<InvalidOperationException>(() => scope.Async(() => { })).Message,
                "opened outside every scheduler")));
    }

    [TestMethod]
    public void Async_OutsideInAGeneratorOfTheBlock_Runs()
    {
        int[] items = [];
        CoroutineScope.Run(scope => items = [.. Coroutine.Generate<int>(y => y.Suspend(scope.Async(() => 3).Await()), options: InPool)]);

        Assert.AreEqual(3, items.Single());
    }

    [TestMethod]
    public void Run_OutsideNested_TheInnerFailureComesOutOfBoth()
    {
        Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(outer =>
        {
            outer.Async(() => CoroutineScope.Run(inner => inner.Async(() => throw _failure)));
            Log.Add("outer goes on");
        }));

        Assert.AreSame(_failure, seen);
        AssertLog("outer goes on");
    }

    [TestMethod]
    public void Dispose_Outside_StartsNothingNew()
    {
        CoroutineScope.Run(scope =>
        {
            scope.Dispose();

            Assert.ThrowsExactly<ObjectDisposedException>(() => scope.Async(() => { }));
        });
    }

    [TestMethod]
    public void Dispose_OutsideByAFunction_CancelsAsInsideAScheduler()
    {
        CoroutineScope.Run(scope =>
        {
            scope.Async(scope.Dispose);

            Assert.IsTrue(scope.Async(() => Log.Add("never")).AsTask().IsCanceled);
        });

        AssertLog("");
    }
}
