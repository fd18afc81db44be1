namespace Baton.Tests;

/// <summary>Rules R3 and R6 under contention: of those who race, exactly one becomes the resumer.</summary>
[TestClass]
public sealed class RacingTests : CoroutineTest
{
    private const int Contenders = 8;

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Resume_ManyAtOnce_OneWinsAndTheOthersAreRefused(bool suspendedBefore)
    {
        int won = 0;
        using CountdownEvent refused = new(Contenders - 1);
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                if (suspendedBefore)
                {
                    yielder.Suspend(0);
                }

                refused.Wait(); // stays Running until everybody else has been turned away
                yielder.Suspend(1);
                return 2;
            },
            InPool);
        if (suspendedBefore)
        {
            coroutine.Resume();
        }

        TestThread.RunAtOnce(Contenders, _ =>
        {
            try
            {
                coroutine.Resume();
                Interlocked.Increment(ref won);
            }
            catch (InvalidOperationException)
            {
                refused.Signal();
            }
        });

        Assert.AreEqual(1, won);
        Assert.AreEqual(2, coroutine.Resume());
    }

    [TestMethod]
    public void Dispose_ByTwoAtOnce_WhoReturnsFindsItEnded()
    {
        const int Rounds = 5_000;
        Coroutine<int>?[] coroutines = new Coroutine<int>?[Rounds];
        using Barrier both = new(2);
        int early = 0;
        TestThread.RunAtOnce(2, number =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                if (number == 0)
                {
                    coroutines[round] = Suspended();
                }

                both.SignalAndWait();
                while (!TryDispose(coroutines[round]!, ref early))
                {
                    Thread.SpinWait(1);
                }
            }
        });

        Assert.AreEqual(0, early, "disposals that returned before the end");

        Coroutine<int> Suspended()
        {
            Coroutine<int> coroutine = Coroutine.Create<int>(
                yielder =>
                {
                    yielder.Suspend(0);
                    return 1;
                },
                InPool);
            coroutine.Resume();
            return coroutine;
        }

        static bool TryDispose(Coroutine<int> coroutine, ref int early)
        {
            try
            {
                coroutine.Dispose();
            }
            catch (InvalidOperationException)
            {
                return false; // the other one's disposal is under way
            }

            if (!coroutine.IsFinished)
            {
                Interlocked.Increment(ref early);
            }

            return true;
        }
    }

    [TestMethod]
    public void Resume_ManyThreadsCompeteForEveryStep_EachStepIsTakenOnce()
    {
        const int Last = 2_000;
        int plain = 0; // under the baton alone
        List<int>[] taken = [.. Enumerable.Range(0, 4).Select(_ => new List<int>())];
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                while (plain < Last - 1)
                {
                    yielder.Suspend(++plain);
                }

                return ++plain;
            },
            InPool);

        TestThread.RunAtOnce(taken.Length, i =>
        {
            while (!coroutine.IsFinished)
            {
                try
                {
                    if (coroutine.TryResume(out int value))
                    {
                        taken[i].Add(value);
                    }
                }
                catch (InvalidOperationException)
                {
                    Thread.Yield(); // somebody else has it
                }
            }
        });

        CollectionAssert.AreEqual(Enumerable.Range(1, Last).ToArray(), taken.SelectMany(values => values).Order().ToArray());
    }

    [TestMethod]
    public void Resume_TwoHotThreadsRaceManyTimes_NoStepIsTakenTwiceAndTheLoserIsToldItRuns()
    {
        const int Rounds = 10_000;
        int plain = 0; // under the baton alone
        int arrived = 0;
        List<int>[] taken = [[], []];
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                while (true)
                {
                    yielder.Suspend(++plain);
                }
            },
            InPool);

        TestThread.RunAtOnce(2, i =>
        {
            for (int round = 1; round <= Rounds; round++)
            {
                Interlocked.Increment(ref arrived);
                SpinWait wait = default;
                while (Volatile.Read(ref arrived) < 2 * round)
                {
                    wait.SpinOnce(sleep1Threshold: -1);
                }

                // Who arrives last starts first: sweep the distance, so that some rounds meet within the claim.
                for (int delay = (i == 0 ? 37 : 101) * round % 128; delay > 0; delay--)
                {
                    Volatile.Read(ref arrived);
                }

                try
                {
                    taken[i].Add(coroutine.Resume());
                }
                catch (InvalidOperationException e)
                {
                    StringAssert.Contains(e.Message, "is running, resumed by somebody else");
                }
            }
        });

        CollectionAssert.AreEqual(Enumerable.Range(1, plain).ToArray(), taken.SelectMany(values => values).Order().ToArray());
        Assert.IsGreaterThanOrEqualTo(Rounds, plain);
    }

    [TestMethod]
    public void Dispose_ManyAtOnce_UnwindsOnce()
    {
        int unwound = 0;
        using CountdownEvent refused = new(Contenders - 1);
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
                    unwound++;
                    refused.Wait();
                }
            },
            InPool);
        coroutine.Resume();

        TestThread.RunAtOnce(Contenders, _ =>
        {
            try
            {
                coroutine.Dispose();
            }
            catch (InvalidOperationException)
            {
                refused.Signal();
            }
        });

        Assert.AreEqual(1, unwound);
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }
}
