namespace Baton.Tests;

/// <summary>A scope used when it is over, where it does not belong, or with nothing.</summary>
[TestClass]
public sealed class ScopeMisuseTests : ScopeTest
{
    [TestMethod]
    public void Async_AfterTheEnd_IsDisposed()
    {
        Run(() =>
        {
            CoroutineScope? kept = null;
            CoroutineScope.Run(scope => kept = scope);

            Assert.ThrowsExactly<ObjectDisposedException>(() => kept!.Async(() => { }));
            Assert.ThrowsExactly<ObjectDisposedException>(() => kept!.Async(() => 1));
        });
    }

    [TestMethod]
    public void Async_UnderAnotherScheduler_IsRefused()
    {
        Run(() => CoroutineScope.Run(scope => CoroutineScheduler.Run(
            () => StringAssert.Contains(
                Assert.ThrowsExactly<InvalidOperationException>(() => scope.Async(() => { })).Message,
                "scheduler 'Test'"),
            new CoroutineSchedulerOptions { ThreadPool = Pool, Name = "Other" })));
    }

    [TestMethod]
    public void Async_OnAThreadOutsideEveryScheduler_IsRefused()
    {
        Run(() => CoroutineScope.Run(scope => TestThread.Run(
            "stranger",
            () => Assert.ThrowsExactly<InvalidOperationException>(() => scope.Async(() => { })))));
    }

    [TestMethod]
    public void Async_UnderASchedulerInAScopeOpenedOutside_IsRefused()
    {
        CoroutineScope.Run(scope => Run(() => { Assert.ThrowsExactly<InvalidOperationException>(() => scope.Async(() => { })); }));
    }

    [TestMethod]
    public void Run_InANoSuspendRegion_IsRefused()
    {
        Run(() =>
        {
            using NoSuspendRegion region = Coroutine.NoSuspend();

            Assert.ThrowsExactly<InvalidOperationException>(() => CoroutineScope.Run(_ => Log.Add("ran")));
        });

        AssertLog("");
    }

    [TestMethod]
    public void Run_NoBody_IsRefused()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => CoroutineScope.Run(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => CoroutineScope.Run<int>(null!));
    }

    [TestMethod]
    public void Async_NoFunction_IsRefused()
    {
        CoroutineScope.Run(scope =>
        {
            Assert.ThrowsExactly<ArgumentNullException>(() => scope.Async(null!));
            Assert.ThrowsExactly<ArgumentNullException>(() => scope.Async<int>(null!));
        });
    }

    [TestMethod]
    public void FurtherFailures_OfAnExceptionOfNoScope_IsEmpty()
    {
        Assert.IsEmpty(CoroutineScope.FurtherFailures(new InvalidOperationException()));
        Assert.ThrowsExactly<ArgumentNullException>(() => CoroutineScope.FurtherFailures(null!));
    }
}
