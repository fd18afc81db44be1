namespace Baton.Tests;

/// <summary>Rule R3: any thread may resume, but nobody one that runs or waits for another; and a refusal harms nothing.</summary>
[TestClass]
public sealed class WhoMayResumeTests : CoroutineTest
{
    [TestMethod]
    public void Resume_FromAnotherThreadEachTime_GoesOnWhereItWas()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                for (int i = 1; i < 5; i++)
                {
                    yielder.Suspend(i);
                }

                return 5;
            },
            InPool);

        List<int> values = [];
        for (int i = 0; i < 5; i++)
        {
            TestThread.Run($"Resumer {i}", () => values.Add(coroutine.Resume()));
        }

        CollectionAssert.AreEqual((int[])[1, 2, 3, 4, 5], values);
    }

    [TestMethod]
    public void Resume_FromAnyThread_RunsTheBodyOnOneThreadOfItsOwn()
    {
        using Coroutine<Thread> coroutine = Coroutine.Create<Thread>(
            yielder =>
            {
                yielder.Suspend(Thread.CurrentThread);
                return Thread.CurrentThread;
            },
            InPool);

        Thread first = coroutine.Resume();
        Thread? second = null;
        TestThread.Run("Other resumer", () => second = coroutine.Resume());

        Assert.AreSame(first, second);
        Assert.AreNotSame(Thread.CurrentThread, first);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-5")]
    [TestProperty("Conformance", "GOPULL-2")]
    public void Resume_ByItsOwnBody_ThrowsThereAndEveryLaterStepWorks()
    {
        Coroutine<int> coroutine = null!;
        coroutine = Coroutine.Create<int>(
            yielder =>
            {
                for (int i = 1; i < 4; i++)
                {
                    InvalidOperationException e = Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Resume());
                    StringAssert.Contains(e.Message, "is running");
                    yielder.Suspend(i);
                }

                Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Resume());
                return 4;
            },
            InPool);

        int[] values = [coroutine.Resume(), coroutine.Resume(), coroutine.Resume(), coroutine.Resume()];

        CollectionAssert.AreEqual((int[])[1, 2, 3, 4], values);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-30")]
    public void Resume_ByItsOwnBodyAndNotCaught_CleanUpRunsAndTheResumerGetsTheRefusal()
    {
        Steps steps = new();
        Coroutine<int> coroutine = null!;
        coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    return coroutine.Resume();
                }
                finally
                {
                    steps.Reach(1);
                }
            },
            InPool);

        Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Resume());

        steps.Reach(2);
        Assert.AreEqual(CoroutineStatus.Faulted, coroutine.Status);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-7")]
    public void Resume_OneThatWaitsForItsResumed_ThrowsAndBothGoOn()
    {
        Coroutine<int> outer = null!;
        using Coroutine<int> inner = Coroutine.Create<int>(
            yielder =>
            {
                InvalidOperationException e = Assert.ThrowsExactly<InvalidOperationException>(() => outer.Resume());
                StringAssert.Contains(e.Message, "waits for a coroutine that it has resumed");
                yielder.Suspend(1);
                return 2;
            },
            InPool);
        outer = Coroutine.Create<int>(
            yielder =>
            {
                yielder.Suspend(inner.Resume());
                return inner.Resume();
            },
            InPool);

        Assert.AreEqual(1, outer.Resume());
        Assert.AreEqual(2, outer.Resume());
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-7")]
    public void ThrowAndDispose_OneThatWaitsForItsResumed_ThrowAndBothGoOn()
    {
        Coroutine<int> outer = null!;
        using Coroutine<int> inner = Coroutine.Create<int>(
            yielder =>
            {
                Assert.ThrowsExactly<InvalidOperationException>(() => outer.Throw(new TimeoutException()));
                Assert.ThrowsExactly<InvalidOperationException>(() => outer.Dispose());
                return 1;
            },
            InPool);
        outer = Coroutine.Create<int>(yielder => inner.Resume() + 1, InPool);

        int value = outer.Resume();

        Assert.AreEqual(2, value);
        Assert.AreEqual(CoroutineStatus.Finished, outer.Status);
    }

    [TestMethod]
    [TestProperty("Conformance", "BOOST-12")]
    public void Resume_AChildWhoseCreatorIsSuspended_RunsTheChildAlone()
    {
        Steps steps = new();
        Coroutine<int> child = null!;
        using Coroutine<int> parent = Coroutine.Create<int>(
            parentYielder =>
            {
                steps.Reach(1);
                child = Coroutine.Create<int>(
                    yielder =>
                    {
                        for (int i = 0; i < 5; i++)
                        {
                            yielder.Suspend(2);
                        }

                        return 2;
                    },
                    InPool);
                parentYielder.Suspend(1);
                steps.Reach(3);
                return 3;
            },
            InPool);

        List<int> values = [parent.Resume()];
        while (!child.IsFinished)
        {
            values.Add(child.Resume());
        }

        steps.Reach(2);
        CollectionAssert.AreEqual((int[])[1, 2, 2, 2, 2, 2, 2], values);
        Assert.AreEqual(CoroutineStatus.Suspended, parent.Status);
        Assert.AreEqual(3, parent.Resume());
    }

    [TestMethod]
    public void Resume_TwoBodiesInTurns_KeepTheirPlacesApart()
    {
        using Coroutine<string> letters = Spell("abc");
        using Coroutine<string> digits = Spell("123");

        string text = "";
        while (!letters.IsFinished)
        {
            text += letters.Resume() + digits.Resume();
        }

        Assert.AreEqual("a1b2c3", text);
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-7")]
    public void Resume_BodyBlocks_TheResumerWaitsForIt()
    {
        using ManualResetEventSlim release = new();
        using BlockedBody blocked = new(InPool, release);

        Assert.AreEqual(CoroutineStatus.Running, blocked.Coroutine.Status);
        Assert.IsTrue(blocked.Resumer.Thread.IsAlive);
        release.Set();
        blocked.Resumer.Join();

        Assert.AreEqual(1, blocked.Value);
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-7")]
    public void Anything_BodyBlocks_IsRefusedAndTheBodyGoesOn()
    {
        using ManualResetEventSlim release = new();
        using BlockedBody blocked = new(InPool, release);

        Assert.ThrowsExactly<InvalidOperationException>(() => blocked.Coroutine.Resume());
        Assert.ThrowsExactly<InvalidOperationException>(() => blocked.Coroutine.TryResume(out _));
        Assert.ThrowsExactly<InvalidOperationException>(() => blocked.Coroutine.Throw(new TimeoutException()));
        Assert.ThrowsExactly<InvalidOperationException>(() => blocked.Coroutine.Dispose());
        release.Set();
        blocked.Resumer.Join();

        Assert.AreEqual(1, blocked.Value);
        Assert.AreEqual(2, blocked.Coroutine.Resume());
    }

    [TestMethod]
    public void Resume_CreatedWithNoThreadToBeHad_StaysCreatedAndCanBeTriedAgain()
    {
        using CoroutineThreadPool small = new(new CoroutineThreadPoolOptions { Name = "Small", MaxThreads = 1 });
        CoroutineOptions inSmall = new() { ThreadPool = small };
        using Coroutine<int> holder = Coroutine.Create<int>(
            yielder =>
            {
                yielder.Suspend(0);
                return 0;
            },
            inSmall);
        using Coroutine<int> refused = Coroutine.Create<int>(yielder => 1, inSmall);
        holder.Resume();

        Assert.ThrowsExactly<CoroutineLimitException>(() => refused.Resume());
        Assert.AreEqual(CoroutineStatus.Created, refused.Status);
        holder.Dispose();

        Assert.AreEqual(1, refused.Resume());
    }

    private Coroutine<string> Spell(string text) => Coroutine.Create<string>(
        yielder =>
        {
            foreach (char letter in text[..^1])
            {
                yielder.Suspend(letter.ToString());
            }

            return text[^1..];
        },
        InPool);

    /// <summary>A coroutine whose body is known to block, and the thread that is known to wait in its Resume.</summary>
    private sealed class BlockedBody : IDisposable
    {
        internal BlockedBody(CoroutineOptions options, ManualResetEventSlim release)
        {
            Thread? body = null;
            Coroutine = Baton.Coroutine.Create<int>(
                yielder =>
                {
                    Volatile.Write(ref body, Thread.CurrentThread);
                    release.Wait();
                    yielder.Suspend(1);
                    return 2;
                },
                options);
            Resumer = TestThread.Start(() => Value = Coroutine.Resume(), "Resumer");
            Eventually.True(() => Volatile.Read(ref body) is not null, "the body starts");
            Eventually.Parked(body!);
            Eventually.Parked(Resumer.Thread);
        }

        internal Coroutine<int> Coroutine { get; }

        internal TestThread Resumer { get; }

        internal int Value { get; private set; }

        public void Dispose() => Coroutine.Dispose();
    }
}
