using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Rule R4: what the body throws comes out of Resume, the same object, with everything in it.</summary>
[TestClass]
public sealed class ExceptionTests : CoroutineTest
{
    [TestMethod]
    [TestProperty("Conformance", "LUA-11")]
    [TestProperty("Conformance", "BOOST-9")]
    public void Resume_BodyThrowsAfterASuspension_TheSameObjectComesOutAndItIsFaulted()
    {
        TimeoutException thrown = new("late");
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                yielder.Suspend(1);
                throw thrown;
            },
            InPool);
        coroutine.Resume();

        TimeoutException caught = Assert.ThrowsExactly<TimeoutException>(() => coroutine.Resume());

        Assert.AreSame(thrown, caught);
        Assert.AreEqual(CoroutineStatus.Faulted, coroutine.Status);
        Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Resume());
    }

    [TestMethod]
    [TestProperty("Conformance", "BOOST-9")]
    public void Resume_BodyThrowsBeforeAnySuspension_ItComesOutOfTheFirstResume()
    {
        TimeoutException thrown = new();
        using Coroutine<int, int> coroutine = Coroutine.Create<int, int>((yielder, argument) => throw thrown, InPool);

        TimeoutException caught = Assert.ThrowsExactly<TimeoutException>(() => coroutine.Resume(1));

        Assert.AreSame(thrown, caught);
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-9")]
    public void Resume_BodyThrows_TheTraceShowsTheBodysFramesAndTheResumers()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                yielder.Suspend(1);
                return FailDeepInTheBody(3);
            },
            InPool);
        coroutine.Resume();

        TimeoutException caught = Assert.ThrowsExactly<TimeoutException>(() => ResumeFromHere(coroutine));

        string trace = caught.StackTrace!;
        Assert.AreEqual(4, trace.Split(nameof(FailDeepInTheBody)).Length - 1, trace);
        StringAssert.Contains(trace, nameof(ResumeFromHere));
        Assert.IsLessThan(
            trace.IndexOf(nameof(ResumeFromHere), StringComparison.Ordinal),
            trace.IndexOf(nameof(FailDeepInTheBody), StringComparison.Ordinal));
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-9")]
    public void Resume_BodyThrowsThroughNestedCoroutines_TheTraceShowsEveryLevel()
    {
        using Coroutine<int> inner = Coroutine.Create<int>(yielder => FailDeepInTheBody(0), InPool);
        using Coroutine<int> outer = Coroutine.Create<int>(yielder => ResumeFromHere(inner), InPool);

        TimeoutException caught = Assert.ThrowsExactly<TimeoutException>(() => outer.Resume());

        StringAssert.Contains(caught.StackTrace, nameof(FailDeepInTheBody));
        StringAssert.Contains(caught.StackTrace, nameof(ResumeFromHere));
        StringAssert.Contains(caught.StackTrace, nameof(Resume_BodyThrowsThroughNestedCoroutines_TheTraceShowsEveryLevel));
        Assert.AreEqual(CoroutineStatus.Faulted, inner.Status);
        Assert.AreEqual(CoroutineStatus.Faulted, outer.Status);
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-9")]
    public void Resume_BodyThrows_DataInnerExceptionAndMessageAreUntouched()
    {
        FormatException inner = new("inner");
        TimeoutException thrown = new("outer", inner) { HelpLink = "help", Data = { ["key"] = "value" } };
        using Coroutine<int> coroutine = Coroutine.Create<int>(yielder => throw thrown, InPool);

        TimeoutException caught = Assert.ThrowsExactly<TimeoutException>(() => coroutine.Resume());

        Assert.AreSame(inner, caught.InnerException);
        Assert.AreEqual(("outer", "help", "value", 1), (caught.Message, caught.HelpLink, caught.Data["key"], caught.Data.Count));
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-9")]
    public void Resume_SameExceptionObjectFromTwoCoroutines_ComesOutOfBothWithItsOwnTrace()
    {
        TimeoutException shared = new();
        using Coroutine<int> first = Coroutine.Create<int>(yielder => ThrowFirst(shared), InPool);
        using Coroutine<int> second = Coroutine.Create<int>(yielder => ThrowSecond(shared), InPool);

        TimeoutException fromFirst = Assert.ThrowsExactly<TimeoutException>(() => first.Resume());
        string firstTrace = fromFirst.StackTrace!;
        TimeoutException fromSecond = Assert.ThrowsExactly<TimeoutException>(() => second.Resume());
        string secondTrace = fromSecond.StackTrace!;

        Assert.AreSame(fromFirst, fromSecond);
        StringAssert.Contains(firstTrace, nameof(ThrowFirst));
        StringAssert.Contains(secondTrace, nameof(ThrowSecond));
        Assert.DoesNotContain(nameof(ThrowFirst), secondTrace);
    }

    [TestMethod]
    public void Resume_BodyThrowsAForeignCancellation_IsAFaultLikeAnyOther()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(yielder => throw new OperationCanceledException(), InPool);

        Assert.ThrowsExactly<OperationCanceledException>(() => coroutine.Resume());

        Assert.AreEqual(CoroutineStatus.Faulted, coroutine.Status);
    }

    [TestMethod]
    public void Resume_BodyThrowsAnotherCoroutinesSignal_IsAFaultLikeAnyOther()
    {
        CoroutineCanceledException signal = CatchSignal();
        using Coroutine<int> coroutine = Coroutine.Create<int>(yielder => throw signal, InPool);

        CoroutineCanceledException caught = Assert.ThrowsExactly<CoroutineCanceledException>(() => coroutine.Resume());

        Assert.AreSame(signal, caught);
        Assert.AreEqual(CoroutineStatus.Faulted, coroutine.Status);
    }

    [TestMethod]
    public void Resume_BodyThrewAndItWasCaughtInside_TheBodyMaySuspendAgain()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                    FailDeepInTheBody(1);
                }
                catch (TimeoutException)
                {
                    yielder.Suspend(2);
                }

                return 3;
            },
            InPool);

        int[] values = [coroutine.Resume(), coroutine.Resume(), coroutine.Resume()];

        CollectionAssert.AreEqual((int[])[1, 2, 3], values);
    }

    [TestMethod]
    public void Resume_InnerThrewAndOuterCaughtIt_OnlyTheInnerIsFaulted()
    {
        using Coroutine<int> inner = Coroutine.Create<int>(yielder => FailDeepInTheBody(0), InPool);
        using Coroutine<int> outer = Coroutine.Create<int>(
            yielder =>
            {
                Assert.ThrowsExactly<TimeoutException>(() => inner.Resume());
                yielder.Suspend(1);
                return 2;
            },
            InPool);

        Assert.AreEqual(1, outer.Resume());
        Assert.AreEqual(2, outer.Resume());
        Assert.AreEqual((CoroutineStatus.Faulted, CoroutineStatus.Finished), (inner.Status, outer.Status));
    }

    private CoroutineCanceledException CatchSignal()
    {
        CoroutineCanceledException? signal = null;
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                catch (CoroutineCanceledException e)
                {
                    signal = e;
                    throw;
                }

                return 2;
            },
            InPool);
        coroutine.Resume();
        coroutine.Dispose();
        Assert.AreEqual(coroutine.Id, signal!.CoroutineId);
        return signal;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ResumeFromHere(Coroutine<int> coroutine) => coroutine.Resume();

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    private static int FailDeepInTheBody(int levels) => levels == 0 ? throw new TimeoutException() : FailDeepInTheBody(levels - 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ThrowFirst(Exception exception) => throw exception;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ThrowSecond(Exception exception) => throw exception;
}
