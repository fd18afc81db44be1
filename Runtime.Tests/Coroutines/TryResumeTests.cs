namespace Baton.Tests;

/// <summary>Rule R2: the form of resume for which an end is no error.</summary>
[TestClass]
public sealed class TryResumeTests : CoroutineTest
{
    [TestMethod]
    public void TryResume_BodySuspends_TrueAndItsValue()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(SuspendOnce, InPool);

        bool resumed = coroutine.TryResume(out int value);

        Assert.IsTrue(resumed);
        Assert.AreEqual(1, value);
    }

    [TestMethod]
    public void TryResume_BodyReturns_TrueAndTheReturnedValue()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(SuspendOnce, InPool);
        coroutine.Resume();

        bool resumed = coroutine.TryResume(out int value);

        Assert.IsTrue(resumed);
        Assert.AreEqual(2, value);
    }

    [TestMethod]
    public void TryResume_Finished_FalseAndDefault()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(yielder => 7, InPool);
        coroutine.Resume();

        bool resumed = coroutine.TryResume(out int value);

        Assert.IsFalse(resumed);
        Assert.AreEqual(0, value);
    }

    [TestMethod]
    public void TryResume_Faulted_False()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(yielder => throw new TimeoutException(), InPool);
        Assert.ThrowsExactly<TimeoutException>(() => coroutine.Resume());

        Assert.IsFalse(coroutine.TryResume(out _));
    }

    [TestMethod]
    public void TryResume_Disposed_False()
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(SuspendOnce, InPool);
        coroutine.Resume();
        coroutine.Dispose();

        Assert.IsFalse(coroutine.TryResume(out _));
    }

    [TestMethod]
    public void TryResume_BodyThrows_TheExceptionComesOut()
    {
        TimeoutException thrown = new();
        using Coroutine<int> coroutine = Coroutine.Create<int>(yielder => throw thrown, InPool);

        TimeoutException caught = Assert.ThrowsExactly<TimeoutException>(() => coroutine.TryResume(out _));

        Assert.AreSame(thrown, caught);
        Assert.AreEqual(CoroutineStatus.Faulted, coroutine.Status);
    }

    [TestMethod]
    public void TryResume_Running_ThrowsAsResumeDoes()
    {
        Coroutine<int> coroutine = null!;
        coroutine = Coroutine.Create<int>(
            yielder =>
            {
                Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.TryResume(out _));
                return 1;
            },
            InPool);

        Assert.AreEqual(1, coroutine.Resume());
    }

    [TestMethod]
    public void TryResume_WithValue_PassesItIn()
    {
        using Coroutine<int, int> coroutine = Coroutine.Create<int, int>((yielder, first) => first + yielder.Suspend(first), InPool);

        bool first = coroutine.TryResume(3, out int echoed);
        bool second = coroutine.TryResume(4, out int sum);
        bool third = coroutine.TryResume(5, out int nothing);

        Assert.AreEqual((true, true, false), (first, second, third));
        Assert.AreEqual((3, 7, 0), (echoed, sum, nothing));
    }

    [TestMethod]
    public void TryResume_UntilFalse_YieldsEveryValueOnce()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(SuspendOnce, InPool);

        List<int> values = [];
        while (coroutine.TryResume(out int value))
        {
            values.Add(value);
        }

        CollectionAssert.AreEqual((int[])[1, 2], values);
    }

    private static int SuspendOnce(Yielder<int> yielder)
    {
        yielder.Suspend(1);
        return 2;
    }
}
