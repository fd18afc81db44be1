namespace Baton.Tests;

[TestClass]
public sealed class SpinLeaseTests : CoroutineTest
{
    private static readonly int s_spareProcessors = Environment.ProcessorCount - 1;

    [TestMethod]
    public void TryHold_SpareProcessorsAllTaken_IsRefusedUntilOneIsReleased()
    {
        RequireSpareProcessor();
        SpinLease[] leases = [.. Enumerable.Range(0, s_spareProcessors).Select(_ => new SpinLease())];
        SpinLease oneMore = new();

        bool[] held = [.. leases.Select(lease => lease.TryHold())];
        bool heldToo = oneMore.TryHold();
        leases[0].Release();
        bool heldAfterRelease = oneMore.TryHold();
        oneMore.Release();
        Array.ForEach(leases, lease => lease.Release());

        Assert.IsTrue(held.All(success => success));
        Assert.IsFalse(heldToo);
        Assert.IsTrue(heldAfterRelease);
        Assert.AreEqual(0, SpinLease.HeldInProcess);
    }

    [TestMethod]
    public void TryHold_HeldAlready_IsCountedOnce()
    {
        RequireSpareProcessor();
        SpinLease lease = new();
        lease.TryHold();

        bool again = lease.TryHold();
        int held = SpinLease.HeldInProcess;
        lease.Release();

        Assert.IsTrue(again);
        Assert.AreEqual(1, held);
        Assert.AreEqual(0, SpinLease.HeldInProcess);
    }

    [TestMethod]
    public void Release_NotHeld_ChangesNothing()
    {
        SpinLease lease = new();

        lease.Release();
        lease.TryHold();
        lease.Release();
        lease.Release();

        Assert.AreEqual(0, SpinLease.HeldInProcess);
    }

    [TestMethod]
    public void TryHold_RacingWithReleaseOfTheOtherSide_NeitherLosesNorInventsACount()
    {
        const int Rounds = 50_000;
        SpinLease shared = new();
        SpinLease other = new();
        bool tooMany = false;

        TestThread[] sides = [.. Enumerable.Range(0, 3).Select(side => TestThread.Start(() =>
        {
            SpinLease lease = side == 2 ? other : shared;
            for (int i = 0; i < Rounds; i++)
            {
                lease.TryHold();
                tooMany |= SpinLease.HeldInProcess > s_spareProcessors;
                lease.Release();
            }
        }))];
        Array.ForEach(sides, side => side.Join());

        Assert.IsFalse(tooMany, "more leases held than there are spare processors");
        Assert.AreEqual(0, SpinLease.HeldInProcess);
    }

    [TestMethod]
    public void HeldInProcess_ManyCoroutinesOnManyThreads_StaysWithinTheSpareProcessorsAndEndsAtZero()
    {
        int finished = 0;
        TestThread[] resumers = [.. Enumerable.Range(0, 6).Select(_ => TestThread.Start(() =>
        {
            using Coroutine<int> counter = Coroutine.Create<int>(Count, InPool);
            for (int i = 0; i < 1000; i++)
            {
                counter.Resume();
            }

            Interlocked.Increment(ref finished);
        }))];

        int most = 0;
        while (Volatile.Read(ref finished) < resumers.Length && Array.Exists(resumers, resumer => resumer.Thread.IsAlive))
        {
            most = Math.Max(most, SpinLease.HeldInProcess);
        }

        Array.ForEach(resumers, resumer => resumer.Join());

        Assert.IsLessThanOrEqualTo(s_spareProcessors, most);
        Eventually.True(() => SpinLease.HeldInProcess == 0, "all leases are back when nobody waits awake");
    }

    [TestMethod]
    public void HeldInProcess_CoroutineSuspended_IsZero()
    {
        using Coroutine<int> counter = Coroutine.Create<int>(Count, InPool);

        counter.Resume();

        Eventually.True(() => counter.Core.IsBodyParked, "the body parks");
        Assert.AreEqual(0, SpinLease.HeldInProcess);
    }

    [TestMethod]
    public void HeldInProcess_BodyQuarantinedWhileItsDisposerSpins_IsZero()
    {
        RequireSpareProcessor();
        ExpectedQuarantined = 1;
        CapturedWorkers workers = new();
        using CoroutineThreadPool pool = workers.CreatePool(new CoroutineThreadPoolOptions { Name = "Captured" });
        Thread? disposing = null;
        int signals = 0;
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                while (true)
                {
                    try
                    {
                        yielder.Suspend(0);
                    }
                    catch (CoroutineCanceledException)
                    {
                        if (++signals == CoroutineCore.MaxSignals)
                        {
                            Eventually.Parked(disposing!); // and has given the lease back;
                            workers.All[0].Lease.TryHold(); // as if it still spun, and now were not scheduled until the baton is there
                        }
                    }
                }
            },
            new CoroutineOptions { ThreadPool = pool });
        coroutine.Resume();

        TestThread disposer = TestThread.Start(() =>
        {
            disposing = Thread.CurrentThread;
            coroutine.Dispose();
        });
        disposer.Join();

        Assert.AreEqual(0, SpinLease.HeldInProcess);
    }

    private static int Count(Yielder<int> yielder)
    {
        for (int i = 0; ; i++)
        {
            yielder.Suspend(i);
        }
    }

    private static void RequireSpareProcessor()
    {
        if (s_spareProcessors == 0)
        {
            Assert.Inconclusive("with one processor nobody ever spins");
        }
    }
}
