using System.Globalization;
using System.Security.Principal;

namespace Baton.Tests;

/// <summary>One thread, two tenants: the second finds nothing of the first.</summary>
[TestClass]
[TestProperty("Conformance", "BATON-3")]
public sealed class TenantResidueTests : CoroutineTest
{
    private static readonly AsyncLocal<string?> s_local = new();

    private readonly CapturedWorkers _workers = new();
    private CoroutineThreadPool _pool = null!;

    private CoroutineOptions OnTheThread => new() { ThreadPool = _pool };

    private Thread TheThread => _workers.All[0].Thread;

    [TestInitialize]
    public void CreatePool() => _pool = _workers.CreatePool(new CoroutineThreadPoolOptions { Name = "One", MaxThreads = 1 });

    [TestCleanup]
    public void DisposePool()
    {
        _pool.Dispose();
        Assert.HasCount(1, _workers.All, "both tenants had the same thread");
    }

    [TestMethod]
    public void ThreadName_ChangedByATenant_IsThePoolsForTheNext() =>
        AssertCleared("One 1", () => Thread.CurrentThread.Name, () => Thread.CurrentThread.Name = "mine");

    [TestMethod]
    public void ThreadName_OfANamedTenant_IsNotTheNextOnes()
    {
        using Coroutine<string?> named = Coroutine.Create<string?>(
            _ => Thread.CurrentThread.Name, new CoroutineOptions { ThreadPool = _pool, Name = "first" });
        string? first = named.Resume();

        AssertCleared("One 1", () => Thread.CurrentThread.Name, () => { });

        Assert.AreEqual("One 1: first", first);
    }

    [TestMethod]
    public void Priority_ChangedByATenant_IsNormalForTheNext() => AssertCleared(
        ThreadPriority.Normal, () => Thread.CurrentThread.Priority, () => Thread.CurrentThread.Priority = ThreadPriority.BelowNormal);

    [TestMethod]
    public void IsBackground_ChangedByATenant_IsTrueForTheNext() => AssertCleared(
        true, () => Thread.CurrentThread.IsBackground, () => Thread.CurrentThread.IsBackground = false);

    [TestMethod]
    public void Culture_ChangedByATenant_IsItsCreatorsForTheNext() => AssertCleared(
        CultureInfo.CurrentCulture, () => CultureInfo.CurrentCulture, () => CultureInfo.CurrentCulture = new CultureInfo("tr-TR"));

    [TestMethod]
    public void UiCulture_ChangedByATenant_IsItsCreatorsForTheNext() => AssertCleared(
        CultureInfo.CurrentUICulture,
        () => CultureInfo.CurrentUICulture,
        () => Thread.CurrentThread.CurrentUICulture = new CultureInfo("tr-TR"));

    [TestMethod]
    public void Principal_SetByATenant_IsGoneForTheNext() => AssertCleared(
        Thread.CurrentPrincipal,
        () => Thread.CurrentPrincipal,
        () => Thread.CurrentPrincipal = new GenericPrincipal(new GenericIdentity("first"), null));

    [TestMethod]
    public void SynchronizationContext_SetByATenant_IsGoneForTheNext() => AssertCleared(
        null, () => SynchronizationContext.Current, () => SynchronizationContext.SetSynchronizationContext(new SynchronizationContext()));

    [TestMethod]
    public void AsyncLocal_SetByATenant_IsGoneForTheNext() => AssertCleared(null, () => s_local.Value, () => s_local.Value = "first");

    [TestMethod]
    public void SuppressedFlow_NeverRestoredByATenant_FlowsForTheNext() => AssertCleared(
        false, ExecutionContext.IsFlowSuppressed, () => ExecutionContext.SuppressFlow());

    [TestMethod]
    [TestProperty("Conformance", "BATON-7")]
    public void Interrupt_PendingWhenATenantEnds_DoesNotReachTheNext() => AssertCleared(
        false, TestThread.TakePendingInterrupt, () => Thread.CurrentThread.Interrupt());

    [TestMethod]
    [TestProperty("Conformance", "BATON-7")]
    public void Interrupt_ComingWhenTheThreadIsIdle_DoesNotReachTheNext()
    {
        Tenant(() => 0);
        Eventually.True(() => _workers.All[0].IsParked, "the thread sleeps");

        TheThread.Interrupt(); // meant for a tenant that has gone
        Eventually.Parked(TheThread);

        Assert.IsFalse(Tenant(TestThread.TakePendingInterrupt));
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-7")]
    public async Task Interrupt_PendingWhenWorkEnds_DoesNotReachTheNext()
    {
        await _pool.Run(() => Thread.CurrentThread.Interrupt());

        Assert.IsFalse(await _pool.Run(TestThread.TakePendingInterrupt));
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-7")]
    public void Interrupt_ComingWhileSuspended_ReachesTheBodyItWasMeantForAtItsNextWait()
    {
        using Coroutine<bool> coroutine = Coroutine.Create<bool>(
            yielder =>
            {
                yielder.Suspend(false);
                return TestThread.TakePendingInterrupt();
            },
            OnTheThread);
        coroutine.Resume();
        Eventually.True(() => coroutine.Core.IsBodyParked, "the body sleeps");

        TheThread.Interrupt();

        Assert.IsTrue(coroutine.Resume());
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-7")]
    public void Interrupt_OfABlockedBody_ComesOutOfResumeAndTheNextTenantIsUnharmed()
    {
        using ManualResetEventSlim never = new();
        bool started = false;
        using Coroutine<int> blocked = Coroutine.Create<int>(
            _ =>
            {
                Volatile.Write(ref started, true);
                never.Wait();
                return 1;
            },
            OnTheThread);
        TestThread resumer = TestThread.Start(() => Assert.ThrowsExactly<ThreadInterruptedException>(() => blocked.Resume()));
        Eventually.True(() => Volatile.Read(ref started), "the body runs");

        TheThread.Interrupt();
        resumer.Join();

        Assert.AreEqual(CoroutineStatus.Faulted, blocked.Status);
        Assert.IsFalse(Tenant(TestThread.TakePendingInterrupt));
    }

    [TestMethod]
    public void IsInside_TenantAfterTenant_IsTrueInEachAndFalseInWork()
    {
        bool first = Tenant(() => Coroutine.IsInside);
        bool work = _pool.Run(() => Coroutine.IsInside).Result;
        bool second = Tenant(() => Coroutine.IsInside);

        Assert.IsTrue(first);
        Assert.IsFalse(work);
        Assert.IsTrue(second);
        Assert.IsFalse(Coroutine.IsInside);
    }

    [TestMethod]
    public void Suspend_AmbientInTheSecondTenant_IsTheSecondOnes()
    {
        using Coroutine<int> first = Coroutine.Create<int>(
            _ =>
            {
                Coroutine.Suspend(1);
                return 2;
            },
            OnTheThread);
        first.Resume();
        first.Resume();
        using Coroutine<string> second = Coroutine.Create<string>(
            _ =>
            {
                Coroutine.Suspend("own");
                return "end";
            },
            OnTheThread);

        string value = second.Resume();
        second.Resume();

        Assert.AreEqual("own", value);
    }

    /// <summary>The first tenant changes something; the second one must read what a new thread would show.</summary>
    private void AssertCleared<T>(T expected, Func<T> read, Action change)
    {
        T before = Tenant(read);
        Tenant(() =>
        {
            change();
            return 0;
        });

        T after = Tenant(read);

        Assert.AreEqual(expected, before);
        Assert.AreEqual(expected, after);
    }

    private T Tenant<T>(Func<T> body)
    {
        using Coroutine<T> coroutine = Coroutine.Create<T>(_ => body(), OnTheThread);
        return coroutine.Resume();
    }
}
