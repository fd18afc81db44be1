namespace Baton.Tests;

/// <summary>
/// Resume, suspend and dispose meet at every point of a handoff, on the spinning and on the parking path: no side sleeps for ever.
/// </summary>
[TestClass]
public sealed class LostWakeUpTests : CoroutineTest
{
    [TestMethod]
    [TestProperty("Conformance", "BATON-2")]
    [DataRow(40_000, false)]
    [DataRow(8_000, true)]
    public void Resume_PausesAroundTheSpinHorizon_EveryStepComesBack(int rounds, bool parking)
    {
        using ForcedParking? forced = parking ? new ForcedParking() : null;
        Random inside = new(20260104);
        Random outside = new(20260105);
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                for (int i = 0; ; i++)
                {
                    Pause(inside);
                    yielder.Suspend(i);
                }
            },
            InPool);

        for (int i = 0; i < rounds; i++)
        {
            Pause(outside);
            Assert.AreEqual(i, coroutine.Resume());
        }
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-2")]
    [DataRow(6_000, false)]
    [DataRow(3_000, true)]
    public void Dispose_RacingWithResume_BodyUnwindsOnceAndBothReturn(int rounds, bool parking)
    {
        using ForcedParking? forced = parking ? new ForcedParking() : null;
        Random random = new(20260106);
        Random jitter = new(20260107);
        Coroutine<int>? target = null;
        int offered = 0;
        int answered = 0;
        TestThread disposer = TestThread.Start(() =>
        {
            for (int i = 1; i <= rounds; i++)
            {
                SpinUntil(() => Volatile.Read(ref offered) >= i);
                Thread.SpinWait(jitter.Next(300));
                DisposeOnceNotBusy(target!);
                Volatile.Write(ref answered, i);
            }
        });

        for (int i = 1; i <= rounds; i++)
        {
            int started = 0;
            int unwound = 0;
            Coroutine<int> coroutine = Coroutine.Create<int>(
                yielder =>
                {
                    started++;
                    try
                    {
                        while (true)
                        {
                            yielder.Suspend(0);
                        }
                    }
                    finally
                    {
                        unwound++;
                    }
                },
                InPool);
            for (int ahead = random.Next(3); ahead > 0; ahead--)
            {
                coroutine.Resume();
            }

            target = coroutine;
            Volatile.Write(ref offered, i);
            ResumeInTheWay(coroutine, times: 2);
            SpinUntil(() => Volatile.Read(ref answered) >= i);

            Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
            Assert.AreEqual(started, unwound);
            Assert.IsLessThanOrEqualTo(1, started);
        }

        disposer.Join();
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-2")]
    [DataRow(6_000, false)]
    [DataRow(3_000, true)]
    public void Resume_WorkersGivenBackAndTakenAgainAtOnce_NoTenantIsLost(int rounds, bool parking)
    {
        using ForcedParking? forced = parking ? new ForcedParking() : null;

        TestThread[] threads = [.. Enumerable.Range(0, 2).Select(_ => TestThread.Start(() =>
        {
            for (int i = 0; i < rounds / 2; i++)
            {
                int value = i;
                using Coroutine<int> coroutine = Coroutine.Create<int>(_ => value, InPool);
                Assert.AreEqual(i, coroutine.Resume());
            }
        }))];

        Array.ForEach(threads, thread => thread.Join());
    }

    private static void ResumeInTheWay(Coroutine<int> coroutine, int times)
    {
        try
        {
            for (int i = 0; i < times; i++)
            {
                coroutine.TryResume(out _);
            }
        }
        catch (InvalidOperationException) // the disposer has the claim, and will end it
        {
        }
    }

    private static void DisposeOnceNotBusy(Coroutine<int> coroutine)
    {
        while (true)
        {
            try
            {
                coroutine.Dispose();
                return;
            }
            catch (InvalidOperationException) // the resumer has the claim just now
            {
            }
        }
    }

    private static void SpinUntil(Func<bool> condition)
    {
        SpinWait wait = default;
        while (!condition())
        {
            wait.SpinOnce(-1);
        }
    }

    // mostly nothing, sometimes about as long as a side spins, seldom long enough that it surely parks
    private static void Pause(Random random)
    {
        int kind = random.Next(200);
        if (kind < 2)
        {
            Thread.SpinWait(random.Next(kind == 0 ? 5_000 : 1_000));
        }
        else if (kind < 60)
        {
            Thread.SpinWait(random.Next(30));
        }
    }
}
