namespace Baton.Tests;

/// <summary>Rule R6: what Dispose does in each status, and from where it may be called.</summary>
[TestClass]
public sealed class DisposeTests : CoroutineTest
{
    [TestMethod]
    [TestProperty("Conformance", "BOOST-8")]
    public void Dispose_Created_TheBodyNeverRuns()
    {
        bool ran = false;
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                ran = true;
                return 1;
            },
            InPool);

        coroutine.Dispose();

        Assert.IsFalse(ran);
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
        Assert.AreEqual(0, Pool.LiveThreads);
    }

    [TestMethod]
    [TestProperty("Conformance", "BOOST-8")]
    [TestProperty("Conformance", "LUA-20")]
    public void Dispose_Suspended_FinallyRunsBeforeItReturns()
    {
        Steps steps = new();
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                    steps.Reach(-1);
                }
                finally
                {
                    steps.Reach(2);
                }

                return 2;
            },
            InPool);
        coroutine.Resume();

        steps.Reach(1);
        coroutine.Dispose();
        steps.Reach(3);

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
        Assert.IsTrue(coroutine.IsFinished);
    }

    [TestMethod]
    [TestProperty("Conformance", "BOOST-8")]
    public void Dispose_Suspended_LocalsLiveUntilThen()
    {
        Resource resource = new();
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                using (resource)
                {
                    yielder.Suspend(1);
                }

                return 2;
            },
            InPool);

        coroutine.Resume();
        bool before = resource.IsDisposed;
        coroutine.Dispose();

        Assert.IsFalse(before);
        Assert.IsTrue(resource.IsDisposed);
    }

    [TestMethod]
    public void Dispose_Suspended_TheSignalNamesTheCoroutine()
    {
        CoroutineCanceledException? signal = null;
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                catch (OperationCanceledException e)
                {
                    signal = e as CoroutineCanceledException;
                    throw;
                }

                return 2;
            },
            InPool);
        coroutine.Resume();

        coroutine.Dispose();

        Assert.IsNotNull(signal);
        Assert.AreEqual(coroutine.Id, signal.CoroutineId);
    }

    [TestMethod]
    public void Dispose_SuspendedTwoWay_UnwindsToo()
    {
        bool cleanedUp = false;
        Coroutine<int, int> coroutine = Coroutine.Create<int, int>(
            (yielder, argument) =>
            {
                try
                {
                    return yielder.Suspend(argument);
                }
                finally
                {
                    cleanedUp = true;
                }
            },
            InPool);
        coroutine.Resume(1);

        coroutine.Dispose();

        Assert.IsTrue(cleanedUp);
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    public void Dispose_Suspended_TheThreadIsIdleWhenItReturns()
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(SuspendForEver, InPool);
        coroutine.Resume();

        coroutine.Dispose();

        Assert.AreEqual((1, 1), (Pool.LiveThreads, Pool.IdleThreads));
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-16")]
    public void Dispose_Finished_HasNoEffectHoweverOften()
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(yielder => 1, InPool);
        coroutine.Resume();

        coroutine.Dispose();
        coroutine.Dispose();

        Assert.AreEqual(CoroutineStatus.Finished, coroutine.Status);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-19")]
    public void Dispose_Faulted_HasNoEffectAndDoesNotThrowAgain()
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(yielder => throw new TimeoutException(), InPool);
        Assert.ThrowsExactly<TimeoutException>(() => coroutine.Resume());

        coroutine.Dispose();
        coroutine.Dispose();

        Assert.AreEqual(CoroutineStatus.Faulted, coroutine.Status);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-46")]
    public void Dispose_Disposed_HasNoEffect()
    {
        int cleanUps = 0;
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                finally
                {
                    cleanUps++;
                }

                return 2;
            },
            InPool);
        coroutine.Resume();

        coroutine.Dispose();
        coroutine.Dispose();

        Assert.AreEqual(1, cleanUps);
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-17")]
    [TestProperty("Conformance", "BATON-6")]
    public void Dispose_ByItsOwnBody_ThrowsNamingTheStateAndItGoesOn()
    {
        Coroutine<int> coroutine = null!;
        coroutine = Coroutine.Create<int>(
            yielder =>
            {
                InvalidOperationException e = Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Dispose());
                StringAssert.Contains(e.Message, "is running");
                yielder.Suspend(1);
                return 2;
            },
            InPool);

        Assert.AreEqual(1, coroutine.Resume());
        Assert.AreEqual(2, coroutine.Resume());
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-17")]
    public void Dispose_OneThatWaitsForItsResumed_ThrowsNamingTheStateAndItGoesOn()
    {
        Coroutine<int> outer = null!;
        using Coroutine<int> inner = Coroutine.Create<int>(
            yielder =>
            {
                InvalidOperationException e = Assert.ThrowsExactly<InvalidOperationException>(() => outer.Dispose());
                StringAssert.Contains(e.Message, "waits for a coroutine that it has resumed");
                return 1;
            },
            InPool);
        outer = Coroutine.Create<int>(yielder => inner.Resume(), InPool);

        Assert.AreEqual(1, outer.Resume());
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-18")]
    [TestProperty("Conformance", "BATON-6")]
    public void Dispose_ByItsOwnUnwindingCleanUp_HasNoEffectAndTheOuterOneSucceeds()
    {
        Steps steps = new();
        Coroutine<int> coroutine = null!;
        coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                finally
                {
                    steps.Reach(1);
                    coroutine.Dispose();
                    steps.Reach(2);
                }

                return 2;
            },
            InPool);
        coroutine.Resume();

        coroutine.Dispose();

        steps.Reach(3);
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    public void Dispose_ByAnotherCoroutinesBody_UnwindsIt()
    {
        Steps steps = new();
        Coroutine<int> victim = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                finally
                {
                    steps.Reach(2);
                }

                return 2;
            },
            InPool);
        victim.Resume();
        using Coroutine<int> killer = Coroutine.Create<int>(
            yielder =>
            {
                steps.Reach(1);
                victim.Dispose();
                steps.Reach(3);
                return 1;
            },
            InPool);

        killer.Resume();

        Assert.AreEqual(CoroutineStatus.Canceled, victim.Status);
        Assert.AreEqual(CoroutineStatus.Finished, killer.Status);
    }

    [TestMethod]
    public void Dispose_FromAnotherThreadThanResumed_Unwinds()
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(SuspendForEver, InPool);
        coroutine.Resume();

        TestThread.Run("Disposer", coroutine.Dispose);

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    private static int SuspendForEver(Yielder<int> yielder)
    {
        while (true)
        {
            yielder.Suspend(0);
        }
    }

    private sealed class Resource : IDisposable
    {
        internal bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
