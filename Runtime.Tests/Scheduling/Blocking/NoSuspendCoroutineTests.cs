namespace Baton.Tests;

/// <summary><see cref="Coroutine.NoSuspend"/> in coroutines, under a scheduler and outside.</summary>
[TestClass]
public sealed class NoSuspendCoroutineTests : BlockingTest
{
    private static readonly Task s_pending = new TaskCompletionSource().Task;

    [TestMethod]
    public void NoSuspend_InACoroutineOutsideEveryScheduler_ForbidsItsSuspends()
    {
        using Coroutine<int> alone = Coroutine.Create<int>(
            yielder =>
            {
                using (Coroutine.NoSuspend("body", 7))
                {
                    InvalidOperationException broken = Refused(() => yielder.Suspend(1));
                    StringAssert.StartsWith(broken.Message, "Coroutine '");
                    StringAssert.Contains(broken.Message, "body:7");
                    Refused(() => Coroutine.Suspend(1));
                    Task.Run(() => { }).Await(); // blocks, and suspends nobody
                }

                yielder.Suspend(2);
                return 3;
            },
            InPool);

        Assert.AreEqual(2, alone.Resume());
        Assert.AreEqual(3, alone.Resume());
    }

    [TestMethod]
    public void NoSuspend_InATwoWayCoroutine_ForbidsItsSuspends()
    {
        using Coroutine<string, int> alone = Coroutine.Create<string, int>(
            (yielder, _) =>
            {
                using (Coroutine.NoSuspend())
                {
                    Refused(() => yielder.Suspend(1));
                    Refused(() => Coroutine.Suspend<string, int>(1));
                }

                return 3;
            },
            InPool);

        Assert.AreEqual(3, alone.Resume("in"));
    }

    [TestMethod]
    public void NoSuspend_InABatchedGenerator_ForbidsEachItem()
    {
        int[] items = [.. Coroutine.Generate<int>(
            yielder =>
            {
                using (Coroutine.NoSuspend())
                {
                    Refused(() => yielder.Suspend(1)); // even if this one would only fill the batch
                }

                yielder.Suspend(2);
            },
            batch: 4,
            InPool)];

        Assert.AreEqual(2, items.Single());
    }

    [TestMethod]
    public void NoSuspend_InACoroutineOfAFrame_ForbidsItsSuspendsAndTheFrames()
    {
        Run(() =>
        {
            using Coroutine<int> inner = Coroutine.Create<int>(
                yielder =>
                {
                    using (Coroutine.NoSuspend())
                    {
                        Refused(() => yielder.Suspend(1));
                        StringAssert.StartsWith(Refused(() => s_pending.Await()).Message, "frame 'main'");
                    }

                    yielder.Suspend(2);
                    Coroutine.Yield();
                    return 3;
                },
                InPool);

            Assert.AreEqual(2, inner.Resume());
            Coroutine.Yield();
            Assert.AreEqual(3, inner.Resume());
        });
    }

    [TestMethod]
    public void NoSuspend_OfAFrameThatResumesACoroutine_ThatMaySuspendButNotAwait()
    {
        Run(() =>
        {
            using Coroutine<int> inner = Coroutine.Create<int>(
                yielder =>
                {
                    yielder.Suspend(1);
                    Refused(Coroutine.Yield);
                    return 2;
                },
                InPool);
            using (Coroutine.NoSuspend())
            {
                Assert.AreEqual(1, inner.Resume());
                Assert.AreEqual(2, inner.Resume());
            }
        });
    }

    private static InvalidOperationException Refused(Action action) => Assert.ThrowsExactly<InvalidOperationException>(action);
}
