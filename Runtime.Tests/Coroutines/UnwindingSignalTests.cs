namespace Baton.Tests;

/// <summary>What bodies make of the signal to unwind: they swallow it, replace it, or meet it again.</summary>
[TestClass]
public sealed class UnwindingSignalTests : CoroutineTest
{
    [TestMethod]
    [TestProperty("Conformance", "BOOST-9")]
    public void Dispose_BodySwallowsTheSignalAndReturns_IsCanceled()
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                catch (CoroutineCanceledException)
                {
                    // swallowed
                }

                return 2;
            },
            InPool);
        coroutine.Resume();

        coroutine.Dispose();

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
        Assert.IsFalse(coroutine.TryResume(out _));
    }

    [TestMethod]
    [TestProperty("Conformance", "BOOST-9")]
    public void Dispose_BodySwallowsTheSignal_GetsItAgainAtItsNextSuspend()
    {
        Steps steps = new();
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                catch (CoroutineCanceledException)
                {
                    steps.Reach(1);
                }

                try
                {
                    yielder.Suspend(2);
                }
                finally
                {
                    steps.Reach(2);
                }

                steps.Reach(-1);
                return 3;
            },
            InPool);
        coroutine.Resume();

        coroutine.Dispose();

        steps.Reach(3);
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    public void Dispose_CleanUpSuspends_GetsTheSignalThereAndOuterCleanUpStillRuns()
    {
        Steps steps = new();
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                using (new Cleanup(() => steps.Reach(2)))
                using (new Cleanup(() =>
                {
                    steps.Reach(1);
                    yielder.Suspend(2);
                    steps.Reach(-1);
                }))
                {
                    yielder.Suspend(1);
                }

                return 3;
            },
            InPool);
        coroutine.Resume();

        coroutine.Dispose();

        steps.Reach(3);
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    public void Dispose_BodyTurnsTheSignalIntoAnotherException_ThatOneComesOut()
    {
        TimeoutException other = new();
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                catch (CoroutineCanceledException)
                {
                    throw other;
                }

                return 2;
            },
            InPool);
        coroutine.Resume();

        TimeoutException caught = Assert.ThrowsExactly<TimeoutException>(coroutine.Dispose);

        Assert.AreSame(other, caught);
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }
}
