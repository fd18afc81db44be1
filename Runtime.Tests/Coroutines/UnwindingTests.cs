namespace Baton.Tests;

/// <summary>Rule R6: the signal on its way through the body, and what the body's clean-up makes of it.</summary>
[TestClass]
public sealed class UnwindingTests : CoroutineTest
{
    [TestMethod]
    public void Dispose_NestedFinallies_RunInnermostFirst()
    {
        Steps steps = new();
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    Inner(yielder, steps);
                }
                finally
                {
                    steps.Reach(3);
                }

                return 2;
            },
            InPool);
        coroutine.Resume();

        coroutine.Dispose();

        steps.Reach(4);

        static void Inner(Yielder<int> yielder, Steps steps)
        {
            try
            {
                try
                {
                    yielder.Suspend(1);
                }
                finally
                {
                    steps.Reach(1);
                }
            }
            finally
            {
                steps.Reach(2);
            }
        }
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-21")]
    public void Dispose_TwoCleanUpsThrow_BothRunAndTheLastOneComesOut()
    {
        Steps steps = new();
        TimeoutException last = new();
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    using (new Cleanup(() => Fail(steps, 1, new FormatException())))
                    {
                        yielder.Suspend(1);
                    }
                }
                catch (FormatException)
                {
                    Fail(steps, 2, last);
                }

                return 2;
            },
            InPool);
        coroutine.Resume();

        TimeoutException caught = Assert.ThrowsExactly<TimeoutException>(coroutine.Dispose);

        steps.Reach(3);
        Assert.AreSame(last, caught);
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-21")]
    public void Dispose_CleanUpThrew_TheSecondDisposeHasNoEffect()
    {
        Coroutine<int> coroutine = SuspendedWithCleanUp(() => throw new TimeoutException());
        Assert.ThrowsExactly<TimeoutException>(coroutine.Dispose);

        coroutine.Dispose();

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
        Assert.ThrowsExactly<ObjectDisposedException>(() => coroutine.Resume());
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-25")]
    public void Dispose_NestedCleanUpsSomeOfWhichThrow_EachSeesTheOneBeforeAndTheLastWins()
    {
        List<string> seen = [];
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                Guard("outer", 20, () => Guard("middle", null, () => Guard("inner", 2, () => yielder.Suspend(1))));
                return 2;
            },
            InPool);
        coroutine.Resume();

        Numbered caught = Assert.ThrowsExactly<Numbered>(coroutine.Dispose);

        Assert.AreEqual(20, caught.Number);
        Assert.AreEqual("inner sees signal, middle sees 2, outer sees 2", string.Join(", ", seen));

        void Guard(string name, int? fails, Action action)
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                seen.Add($"{name} sees {(e is Numbered before ? before.Number : "signal")}");
                if (fails is { } number)
                {
                    throw new Numbered(number);
                }

                throw;
            }
        }
    }

    [TestMethod]
    public void Dispose_CleanUpThrowsTheSignalOfAnotherCoroutine_ItComesOut()
    {
        CoroutineCanceledException? foreign = null;
        Coroutine<int> other = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                catch (CoroutineCanceledException e)
                {
                    foreign = e;
                }

                return 2;
            },
            InPool);
        other.Resume();
        other.Dispose();
        Coroutine<int> coroutine = SuspendedWithCleanUp(() => throw foreign!);

        CoroutineCanceledException caught = Assert.ThrowsExactly<CoroutineCanceledException>(coroutine.Dispose);

        Assert.AreSame(foreign, caught);
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-29")]
    public void Resume_ByItsOwnUnwindingCleanUp_IsRefusedAndTheUnwindingGoesOn()
    {
        Steps steps = new();
        Coroutine<int> coroutine = null!;
        coroutine = SuspendedWithCleanUp(() =>
        {
            Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Resume());
            Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Throw(new TimeoutException()));
            steps.Reach(1);
        });

        coroutine.Dispose();

        steps.Reach(2);
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-29")]
    public void Resume_ByCleanUpOfAFailingBody_IsRefusedAndTheOriginalErrorComesOut()
    {
        TimeoutException original = new();
        Coroutine<int> coroutine = null!;
        coroutine = Coroutine.Create<int>(
            yielder =>
            {
                using (new Cleanup(() => Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Resume())))
                {
                    throw original;
                }
            },
            InPool);

        TimeoutException caught = Assert.ThrowsExactly<TimeoutException>(() => coroutine.Resume());

        Assert.AreSame(original, caught);
        Assert.AreEqual(CoroutineStatus.Faulted, coroutine.Status);
    }

    [TestMethod]
    public void Dispose_CleanUpResumesAnotherCoroutine_ThatOneRunsNormally()
    {
        int fromHelper = 0;
        using Coroutine<int> helper = Coroutine.Create<int>(
            yielder =>
            {
                yielder.Suspend(1);
                return 2;
            },
            InPool);
        Coroutine<int> coroutine = SuspendedWithCleanUp(() => fromHelper = helper.Resume() + helper.Resume());

        coroutine.Dispose();

        Assert.AreEqual(3, fromHelper);
        Assert.AreEqual((CoroutineStatus.Canceled, CoroutineStatus.Finished), (coroutine.Status, helper.Status));
    }

    private static void Fail(Steps steps, int step, Exception exception)
    {
        steps.Reach(step);
        throw exception;
    }

    private Coroutine<int> SuspendedWithCleanUp(Action cleanUp)
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                using (new Cleanup(cleanUp))
                {
                    yielder.Suspend(1);
                }

                return 2;
            },
            InPool);
        coroutine.Resume();
        return coroutine;
    }

    private sealed class Numbered(int number) : Exception
    {
        internal int Number => number;
    }
}
