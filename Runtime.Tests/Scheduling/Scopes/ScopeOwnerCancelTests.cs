namespace Baton.Tests;

/// <summary>A cancellation of the frame that runs a scope's block, or of its whole scheduler, reaches the scope.</summary>
[TestClass]
public sealed class ScopeOwnerCancelTests : ScopeTest
{
    [TestMethod]
    public void Cancel_OfTheOwnerWhileTheBlockWaits_EndsTheScopeWithTheOwnersCancellation()
    {
        Run(() =>
        {
            CancellationToken ownersToken = default;
            Frame owner = Coroutine.Async(() =>
            {
                ownersToken = Coroutine.CancellationToken;
                CoroutineScope.Run(scope =>
                {
                    scope.Async(() => LogCancellation("child", WaitForEver));
                    LogCancellation("block", WaitForEver);
                });
            });
            owner.Cancel();

            OperationCanceledException seen = Assert.ThrowsExactly<OperationCanceledException>(owner.Await);

            Assert.AreEqual(ownersToken, seen.CancellationToken);
        });

        AssertLog("block child");
    }

    [TestMethod]
    public void Cancel_OfTheOwnerWhileTheScopeIsJoined_CancelsTheFunctionsAndComesOut()
    {
        Run(() =>
        {
            Frame owner = Coroutine.Async(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() => LogCancellation("child", WaitForEver));
                Log.Add("body");
            }));
            owner.Cancel();

            Assert.ThrowsExactly<OperationCanceledException>(owner.Await);
        });

        AssertLog("body child");
    }

    [TestMethod]
    public void Cancel_OfTheOwnerByAnotherThreadWhileTheScopeIsJoined_CancelsTheFunctions()
    {
        using ManualResetEventSlim joins = new();
        Frame? owner = null;
        TestThread canceler = TestThread.Start(() =>
        {
            joins.Wait();
            owner!.Cancel();
        });

        Run(() =>
        {
            owner = Coroutine.Async(() => CoroutineScope.Run(scope => scope.Async(() => LogCancellation("child", WaitForEver))));
            joins.Set();
            Assert.ThrowsExactly<OperationCanceledException>(owner.Await);
        });

        canceler.Join();
        AssertLog("child");
    }

    [TestMethod]
    public void Cancel_OfTheOwnerJustAfterTheScopes_IsNotLostWithIt()
    {
        Run(() =>
        {
            Frame? owner = null;
            owner = Coroutine.Async(() =>
            {
                Coroutine.Yield(); // so that the frame is known
                CoroutineScope.Run(scope =>
                {
                    scope.Cancel();
                    owner!.Cancel();
                    LogAndSwallow("owner", Coroutine.Yield);
                    LogAndSwallow("scope", Coroutine.Yield);
                });
                Log.Add("behind");
            });
            owner.Await();
        });

        AssertLog("owner scope behind");
    }

    [TestMethod]
    public void Cancel_OfTheOwnerWithACancellationOfTheScopePending_TheOwnersIsSeenBehindTheScope()
    {
        Run(() =>
        {
            Frame? owner = null;
            owner = Coroutine.Async(() =>
            {
                Coroutine.Yield(); // so that the frame is known
                Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
                {
                    scope.Async(() => throw new InvalidTimeZoneException());
                    owner!.Cancel();
                }));
                Log.Add("behind");
                LogCancellation("canceled", Coroutine.Yield);
            });
            Assert.ThrowsExactly<OperationCanceledException>(owner.Await);
        });

        AssertLog("behind canceled");
    }

    [TestMethod]
    public void Cancel_OfTheOwnerOvertakenByAFailureInCleanUp_IsNotThrownAgain()
    {
        Run(() =>
        {
            Frame owner = Coroutine.Async(() =>
            {
                Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
                {
                    scope.Async(() => WaitAndFailInCleanUp(new InvalidTimeZoneException()));
                    LogCancellation("block", WaitForEver);
                }));
                Coroutine.Yield();
                Log.Add("told once");
            });
            owner.Cancel();

            owner.Await();
        });

        AssertLog("block told once");
    }

    [TestMethod]
    public void Dispose_OfTheSchedulerWhileAScopeIsJoined_UnwindsItFromTheInside()
    {
        using ManualResetEventSlim joins = new();
        CoroutineScheduler scheduler = new(OnPool);
        Frame owner = scheduler.Start(() =>
        {
            try
            {
                CoroutineScope.Run(scope =>
                {
                    scope.Async(() => LogCancellation("child", WaitForEver));
                    scope.Async(() =>
                    {
                        Coroutine.Yield();
                        joins.Set();
                    });
                });
            }
            finally
            {
                Log.Add("out");
            }
        });
        joins.Wait();

        scheduler.Dispose();

        Assert.IsTrue(owner.IsCompleted);
        AssertLog("child out");
    }
}
