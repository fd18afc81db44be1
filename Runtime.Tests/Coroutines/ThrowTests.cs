using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Rule R5: resuming by an exception.</summary>
[TestClass]
public sealed class ThrowTests : CoroutineTest
{
    [TestMethod]
    public void Throw_SuspendedAndCaughtByTheBody_ReturnsTheNextSuspendedValue()
    {
        TimeoutException sent = new();
        Exception? received = null;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                catch (TimeoutException e)
                {
                    received = e;
                    yielder.Suspend(2);
                }

                return 3;
            },
            InPool);
        coroutine.Resume();

        int value = coroutine.Throw(sent);

        Assert.AreEqual(2, value);
        Assert.AreSame(sent, received);
        Assert.AreEqual(CoroutineStatus.Suspended, coroutine.Status);
    }

    [TestMethod]
    public void Throw_SuspendedAndBodyReturns_ReturnsTheReturnedValue()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                    return 2;
                }
                catch (TimeoutException)
                {
                    return 3;
                }
            },
            InPool);
        coroutine.Resume();

        int value = coroutine.Throw(new TimeoutException());

        Assert.AreEqual(3, value);
        Assert.AreEqual(CoroutineStatus.Finished, coroutine.Status);
    }

    [TestMethod]
    public void Throw_SuspendedAndNotCaught_ComesOutAgainAndItIsFaulted()
    {
        TimeoutException sent = new();
        bool cleanedUp = false;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                    return 2;
                }
                finally
                {
                    cleanedUp = true;
                }
            },
            InPool);
        coroutine.Resume();

        TimeoutException caught = Assert.ThrowsExactly<TimeoutException>(() => coroutine.Throw(sent));

        Assert.AreSame(sent, caught);
        Assert.IsTrue(cleanedUp);
        Assert.AreEqual(CoroutineStatus.Faulted, coroutine.Status);
    }

    [TestMethod]
    public void Throw_Suspended_TheTraceShowsTheSuspensionPoint()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(SuspendHere, InPool);
        coroutine.Resume();

        TimeoutException caught = Assert.ThrowsExactly<TimeoutException>(() => coroutine.Throw(new TimeoutException()));

        StringAssert.Contains(caught.StackTrace, nameof(SuspendHere));
        StringAssert.Contains(caught.StackTrace, nameof(Throw_Suspended_TheTraceShowsTheSuspensionPoint));
    }

    [TestMethod]
    public void Throw_Created_TheBodyNeverRunsAndTheCallerGetsTheException()
    {
        TimeoutException sent = new();
        bool ran = false;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                ran = true;
                return 1;
            },
            InPool);

        TimeoutException caught = Assert.ThrowsExactly<TimeoutException>(() => coroutine.Throw(sent));

        Assert.AreSame(sent, caught);
        Assert.IsFalse(ran);
        Assert.AreEqual(CoroutineStatus.Faulted, coroutine.Status);
        Assert.AreEqual(0, Pool.LiveThreads);
    }

    [TestMethod]
    public void Throw_Null_ThrowsArgumentNullWhateverTheStatus()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(SuspendHere, InPool);

        Assert.ThrowsExactly<ArgumentNullException>(() => coroutine.Throw(null!));
        Assert.AreEqual(1, coroutine.Resume());
        Assert.ThrowsExactly<ArgumentNullException>(() => coroutine.Throw(null!));
        Assert.AreEqual(2, coroutine.Resume());
        Assert.ThrowsExactly<ArgumentNullException>(() => coroutine.Throw(null!));

        Assert.AreEqual(CoroutineStatus.Finished, coroutine.Status);
    }

    [TestMethod]
    public void Throw_Finished_ThrowsInvalidOperation()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(yielder => 1, InPool);
        coroutine.Resume();

        Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Throw(new TimeoutException()));
    }

    [TestMethod]
    public void Throw_ByItsOwnBody_ThrowsInvalidOperationAndItGoesOn()
    {
        Coroutine<int> coroutine = null!;
        coroutine = Coroutine.Create<int>(
            yielder =>
            {
                Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Throw(new TimeoutException()));
                return 1;
            },
            InPool);

        Assert.AreEqual(1, coroutine.Resume());
    }

    [TestMethod]
    public void Throw_TwoWaySuspended_AppearsWhereSuspendWouldHaveReturned()
    {
        using Coroutine<int, string> coroutine = Coroutine.Create<int, string>(
            (yielder, argument) =>
            {
                try
                {
                    return $"value {yielder.Suspend("first")}";
                }
                catch (TimeoutException)
                {
                    return $"thrown, next value {yielder.Suspend("second")}";
                }
            },
            InPool);
        coroutine.Resume(1);

        string second = coroutine.Throw(new TimeoutException());
        string last = coroutine.Resume(5);

        Assert.AreEqual(("second", "thrown, next value 5"), (second, last));
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-9")]
    public void Throw_OneExceptionIntoTwoCoroutines_TheSameObjectComesOutOfBoth()
    {
        TimeoutException sent = new() { Data = { ["key"] = 1 } };
        using Coroutine<int> first = Coroutine.Create<int>(SuspendHere, InPool);
        using Coroutine<int> second = Coroutine.Create<int>(SuspendHere, InPool);
        first.Resume();
        second.Resume();

        TimeoutException fromFirst = Assert.ThrowsExactly<TimeoutException>(() => first.Throw(sent));
        TimeoutException fromSecond = Assert.ThrowsExactly<TimeoutException>(() => second.Throw(sent));

        Assert.AreSame(sent, fromFirst);
        Assert.AreSame(sent, fromSecond);
        Assert.AreEqual(1, sent.Data.Count);
    }

    [TestMethod]
    public void Throw_InnerCoroutineThrowsWhatTheOuterWasSent_PassesThroughBoth()
    {
        TimeoutException sent = new();
        using Coroutine<int> inner = Coroutine.Create<int>(SuspendHere, InPool);
        using Coroutine<int> outer = Coroutine.Create<int>(
            yielder =>
            {
                inner.Resume();
                try
                {
                    yielder.Suspend(1);
                    return 2;
                }
                catch (TimeoutException e)
                {
                    return inner.Throw(e);
                }
            },
            InPool);
        outer.Resume();

        TimeoutException caught = Assert.ThrowsExactly<TimeoutException>(() => outer.Throw(sent));

        Assert.AreSame(sent, caught);
        Assert.AreEqual((CoroutineStatus.Faulted, CoroutineStatus.Faulted), (inner.Status, outer.Status));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int SuspendHere(Yielder<int> yielder)
    {
        yielder.Suspend(1);
        return 2;
    }
}
