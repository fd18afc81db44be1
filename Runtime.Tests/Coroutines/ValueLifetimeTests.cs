using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Rule R9: the very objects are passed, their contents are visible, and nothing keeps them alive after they were taken.</summary>
[TestClass]
public sealed class ValueLifetimeTests : CoroutineTest
{
    [TestMethod]
    [TestProperty("Conformance", "BOOST-5")]
    public void Resume_ReferenceIn_TheBodyGetsTheSameObjectEachTime()
    {
        object[] sent = [new(), new()];
        List<object> received = [];
        using Coroutine<object, int> coroutine = Coroutine.Create<object, int>(
            (yielder, argument) =>
            {
                received.Add(argument);
                received.Add(yielder.Suspend(1));
                return 2;
            },
            InPool);

        coroutine.Resume(sent[0]);
        coroutine.Resume(sent[1]);

        Assert.AreSame(sent[0], received[0]);
        Assert.AreSame(sent[1], received[1]);
    }

    [TestMethod]
    [TestProperty("Conformance", "BOOST-5")]
    public void Resume_ReferenceOut_TheCallerGetsTheSameObjectEachTime()
    {
        object suspended = new();
        object returned = new();
        using Coroutine<object> coroutine = Coroutine.Create<object>(
            yielder =>
            {
                yielder.Suspend(suspended);
                return returned;
            },
            InPool);

        Assert.AreSame(suspended, coroutine.Resume());
        Assert.AreSame(returned, coroutine.Resume());
    }

    [TestMethod]
    public void Resume_PlainFieldsWrittenByEitherSide_AreVisibleToTheOther()
    {
        const int Rounds = 2_000;
        int ping = 0;
        int pong = 0;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                for (int i = 1; i <= Rounds; i++)
                {
                    Assert.AreEqual(i, ping);
                    pong = i;
                    yielder.Suspend(0);
                }

                return 0;
            },
            InPool);

        for (int i = 1; i <= Rounds; i++)
        {
            ping = i;
            coroutine.Resume();
            Assert.AreEqual(i, pong);
        }

        Assert.AreEqual(0, coroutine.Resume());
    }

    [TestMethod]
    public void Suspend_ValueTakenAndDroppedByTheCaller_IsCollectedWhileSuspended()
    {
        using Coroutine<object> coroutine = Coroutine.Create<object>(
            yielder =>
            {
                yielder.Suspend(new object());
                return new object();
            },
            InPool);

        WeakReference value = ResumeAndForget(coroutine);

        Eventually.Collected(value, "the suspended value");
        Assert.AreEqual(CoroutineStatus.Suspended, coroutine.Status);
    }

    [TestMethod]
    public void Suspend_AmbientValueDroppedByTheCaller_IsCollectedWhileSuspended()
    {
        using Coroutine<object> coroutine = Coroutine.Create<object>(
            yielder =>
            {
                Coroutine.Suspend(new object());
                return new object();
            },
            InPool);

        WeakReference value = ResumeAndForget(coroutine);

        Eventually.Collected(value, "the suspended value");
    }

    [TestMethod]
    public void Resume_ReturnedValueDroppedByTheCaller_IsCollectedWhileTheHandleLives()
    {
        using Coroutine<object> coroutine = Coroutine.Create<object>(yielder => new object(), InPool);

        WeakReference value = ResumeAndForget(coroutine);

        Eventually.Collected(value, "the returned value");
        Assert.AreEqual(CoroutineStatus.Finished, coroutine.Status);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Resume_ValueDroppedByTheBody_IsCollectedWhileSuspended(int resumes)
    {
        using Coroutine<object, int> coroutine = Coroutine.Create<object, int>(
            (yielder, argument) =>
            {
                while (true)
                {
                    yielder.Suspend(0);
                }
            },
            InPool);

        WeakReference value = null!;
        for (int i = 0; i < resumes; i++)
        {
            value = ResumeWithNew(coroutine);
        }

        Eventually.Collected(value, "the value passed in");
        Assert.AreEqual(CoroutineStatus.Suspended, coroutine.Status);
    }

    [TestMethod]
    public void Resume_ValueDroppedByTheBody_IsCollectedWhileTheResumerWaits()
    {
        using Coroutine<object, int> coroutine = Coroutine.Create<object, int>(
            (yielder, argument) =>
            {
                Eventually.Collected(SuspendForOne(yielder), "the value passed in");
                return 1;
            },
            InPool);
        ResumeWithNew(coroutine);

        ResumeWithNew(coroutine);

        Assert.AreEqual(CoroutineStatus.Finished, coroutine.Status);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference SuspendForOne(Yielder<object, int> yielder) => new(yielder.Suspend(0));
    }

    [TestMethod]
    public void Throw_ExceptionCaughtAndDroppedByTheBody_IsCollectedWhileSuspended()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                while (true)
                {
                    SuspendAndCatch(yielder);
                }
            },
            InPool);
        coroutine.Resume();

        WeakReference exception = ThrowNew(coroutine);

        Eventually.Collected(exception, "the exception thrown in");

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void SuspendAndCatch(Yielder<int> yielder)
        {
            try
            {
                yielder.Suspend(0);
            }
            catch (TimeoutException)
            {
                // dropped
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference ThrowNew(Coroutine<int> coroutine)
        {
            TimeoutException exception = new();
            coroutine.Throw(exception);
            return new WeakReference(exception);
        }
    }

    [TestMethod]
    public void Resume_FaultDroppedByTheCaller_IsCollectedWhileTheHandleLives()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(yielder => throw new TimeoutException(), InPool);

        WeakReference fault = ResumeAndCatch(coroutine);

        Eventually.Collected(fault, "the fault");
        Assert.AreEqual(CoroutineStatus.Faulted, coroutine.Status);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference ResumeAndCatch(Coroutine<int> coroutine)
        {
            try
            {
                coroutine.Resume();
            }
            catch (TimeoutException e)
            {
                return new WeakReference(e);
            }

            throw new AssertFailedException("nothing was thrown");
        }
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-38")]
    public void Resume_Finished_TheBodysClosureIsCollectedWhileTheHandleLives()
    {
        (Coroutine<int> coroutine, WeakReference captured) = Create();
        using Coroutine<int> handle = coroutine;
        handle.Resume();

        Eventually.Collected(captured, "what the body had captured");

        Assert.AreEqual(CoroutineStatus.Finished, handle.Status);
    }

    [TestMethod]
    public void Dispose_Canceled_TheBodysLocalsAreCollectedWhileTheHandleLives()
    {
        WeakReference local = null!;
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                object kept = new();
                local = new WeakReference(kept);
                yielder.Suspend(1);
                GC.KeepAlive(kept);
                return 2;
            },
            InPool);
        coroutine.Resume();
        GC.Collect();
        Assert.IsTrue(local.IsAlive);

        coroutine.Dispose();

        Eventually.Collected(local, "the body's local");
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (Coroutine<int> Coroutine, WeakReference Captured) Create()
    {
        object captured = new();
        return (Coroutine.Create<int>(yielder => captured.GetHashCode(), InPool), new WeakReference(captured));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference ResumeAndForget(Coroutine<object> coroutine) => new(coroutine.Resume());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference ResumeWithNew(Coroutine<object, int> coroutine)
    {
        object value = new();
        WeakReference reference = new(value);
        coroutine.Resume(value);
        return reference;
    }
}
