namespace Baton.Tests;

/// <summary>What a coroutine says about itself, from outside and from inside.</summary>
[TestClass]
public sealed class StatusTests : CoroutineTest
{
    [TestMethod]
    [TestProperty("Conformance", "LUA-4")]
    public void Status_OverALife_IsCreatedRunningSuspendedFinished()
    {
        List<CoroutineStatus> seen = [];
        Coroutine<int> coroutine = null!;
        coroutine = Coroutine.Create<int>(
            yielder =>
            {
                seen.Add(coroutine.Status);
                yielder.Suspend(0);
                seen.Add(coroutine.Status);
                return 0;
            },
            InPool);

        seen.Add(coroutine.Status);
        coroutine.Resume();
        seen.Add(coroutine.Status);
        coroutine.Resume();
        seen.Add(coroutine.Status);

        CollectionAssert.AreEqual(
            new[]
            {
                CoroutineStatus.Created, CoroutineStatus.Running, CoroutineStatus.Suspended, CoroutineStatus.Running,
                CoroutineStatus.Finished,
            },
            seen);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-7")]
    public void Status_WaitingForOneItResumed_IsResuming()
    {
        CoroutineStatus seen = default;
        Coroutine<int> outer = null!;
        using Coroutine<int> inner = Coroutine.Create<int>(
            yielder =>
            {
                seen = outer.Status;
                return 1;
            },
            InPool);
        outer = Coroutine.Create<int>(yielder => inner.Resume(), InPool);

        outer.Resume();

        Assert.AreEqual(CoroutineStatus.Resuming, seen);
    }

    [TestMethod]
    public void Status_OneItResumedHasSuspended_IsRunningAgain()
    {
        CoroutineStatus seen = default;
        Coroutine<int> outer = null!;
        using Coroutine<int> inner = Coroutine.Create<int>(
            yielder =>
            {
                yielder.Suspend(1);
                return 2;
            },
            InPool);
        outer = Coroutine.Create<int>(
            yielder =>
            {
                inner.Resume();
                seen = outer.Status;
                return 0;
            },
            InPool);

        outer.Resume();

        Assert.AreEqual(CoroutineStatus.Running, seen);
    }

    [TestMethod]
    public void Status_OneItResumedHasThrown_IsRunningAgain()
    {
        CoroutineStatus seen = default;
        Coroutine<int> outer = null!;
        using Coroutine<int> inner = Coroutine.Create<int>(yielder => throw new TimeoutException(), InPool);
        outer = Coroutine.Create<int>(
            yielder =>
            {
                Assert.ThrowsExactly<TimeoutException>(() => inner.Resume());
                seen = outer.Status;
                return 0;
            },
            InPool);

        outer.Resume();

        Assert.AreEqual(CoroutineStatus.Running, seen);
    }

    [TestMethod]
    public void Status_WhileBeingUnwound_IsRunning()
    {
        CoroutineStatus seen = default;
        Coroutine<int> coroutine = null!;
        coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(0);
                    return 0;
                }
                finally
                {
                    seen = coroutine.Status;
                }
            },
            InPool);
        coroutine.Resume();

        coroutine.Dispose();

        Assert.AreEqual(CoroutineStatus.Running, seen);
    }

    [TestMethod]
    [DataRow(CoroutineStatus.Finished)]
    [DataRow(CoroutineStatus.Faulted)]
    [DataRow(CoroutineStatus.Canceled)]
    public void IsFinished_HoweverItEnded_IsTrue(CoroutineStatus end)
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                yielder.Suspend(0);
                return end == CoroutineStatus.Faulted ? throw new TimeoutException() : 0;
            },
            InPool);
        coroutine.Resume();

        End();

        Assert.AreEqual(end, coroutine.Status);
        Assert.IsTrue(coroutine.IsFinished);

        void End()
        {
            switch (end)
            {
                case CoroutineStatus.Finished:
                    coroutine.Resume();
                    break;
                case CoroutineStatus.Faulted:
                    Assert.ThrowsExactly<TimeoutException>(() => coroutine.Resume());
                    break;
                default:
                    coroutine.Dispose();
                    break;
            }
        }
    }

    [TestMethod]
    public void IsFinished_CreatedRunningOrSuspended_IsFalse()
    {
        List<bool> seen = [];
        Coroutine<int> coroutine = null!;
        coroutine = Coroutine.Create<int>(
            yielder =>
            {
                seen.Add(coroutine.IsFinished);
                yielder.Suspend(0);
                return 0;
            },
            InPool);

        seen.Add(coroutine.IsFinished);
        coroutine.Resume();
        seen.Add(coroutine.IsFinished);
        coroutine.Dispose();

        CollectionAssert.AreEqual((bool[])[false, false, false], seen);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-4")]
    public void IsInside_BodyAndCaller_TrueOnlyInTheBody()
    {
        bool inBody = false;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                inBody = Coroutine.IsInside;
                yielder.Suspend(0);
                return 0;
            },
            InPool);

        coroutine.Resume();

        Assert.IsTrue(inBody);
        Assert.IsFalse(Coroutine.IsInside, "the caller is not inside while the body is suspended");
    }

    [TestMethod]
    public void IsInside_PlainWorkOnAThreadThatRanACoroutine_IsFalse()
    {
        using Coroutine<Thread> coroutine = Coroutine.Create<Thread>(yielder => Thread.CurrentThread, InPool);
        Thread tenantBefore = coroutine.Resume();

        (Thread thread, bool inside) = Pool.Run(() => (Thread.CurrentThread, Coroutine.IsInside)).GetAwaiter().GetResult();

        Assert.AreSame(tenantBefore, thread);
        Assert.IsFalse(inside);
    }

    [TestMethod]
    public void Id_OfEachNewCoroutine_Ascends()
    {
        using Coroutine<int> first = Coroutine.Create<int>(yielder => 1, InPool);
        using Coroutine<int, int> second = Coroutine.Create<int, int>((yielder, argument) => 1, InPool);

        Assert.IsGreaterThan(first.Id, second.Id);
    }

    [TestMethod]
    public void Name_FromTheOptions_IsShownByTheHandle()
    {
        using Coroutine<int> named = Coroutine.Create<int>(yielder => 1, new CoroutineOptions { Name = "reader", ThreadPool = Pool });
        using Coroutine<int> nameless = Coroutine.Create<int>(yielder => 1, InPool);

        Assert.AreEqual("reader", named.Name);
        Assert.IsNull(nameless.Name);
    }

    [TestMethod]
    public void ToString_HandleAndPool_SayWhichTheyAreAndHowTheyStand()
    {
        using Coroutine<int> named = Coroutine.Create<int>(yielder => 1, new CoroutineOptions { Name = "reader", ThreadPool = Pool });
        using Coroutine<int, int> twoWay = Coroutine.Create<int, int>((yielder, argument) => yielder.Suspend(1), InPool);
        twoWay.Resume(1);

        Assert.AreEqual($"Coroutine 'reader' (#{named.Id}): Created", named.ToString());
        Assert.AreEqual(
            $"Coroutine '{nameof(ToString_HandleAndPool_SayWhichTheyAreAndHowTheyStand)} (lambda)' (#{twoWay.Id}): Suspended",
            twoWay.ToString());
        Assert.AreEqual("Pool 'Test': 1 threads of 64, 0 idle", Pool.ToString());
    }
}
