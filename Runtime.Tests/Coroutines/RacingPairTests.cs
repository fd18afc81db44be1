namespace Baton.Tests;

/// <summary>Two calls that race for one coroutine: either is first, and the coroutine does each thing once.</summary>
[TestClass]
public sealed class RacingPairTests : CoroutineTest
{
    [TestMethod]
    public void Dispose_RacesResume_EitherIsFirstAndCleanUpRunsOnce()
    {
        for (int round = 0; round < 300; round++)
        {
            int finallyRuns = 0;
            int? resumed = null;
            Exception? refusal = null;
            bool disposed = false;
            using Coroutine<int> coroutine = Coroutine.Create<int>(
                yielder =>
                {
                    try
                    {
                        yielder.Suspend(1);
                        yielder.Suspend(2);
                        return 3;
                    }
                    finally
                    {
                        finallyRuns++;
                    }
                },
                InPool);
            coroutine.Resume();

            RaceTwo(
                () =>
                {
                    try
                    {
                        resumed = coroutine.Resume();
                    }
                    catch (InvalidOperationException e)
                    {
                        refusal = e;
                    }
                },
                () =>
                {
                    try
                    {
                        coroutine.Dispose();
                        disposed = true;
                    }
                    catch (InvalidOperationException)
                    {
                        // the resumer was first
                    }
                });

            Assert.IsTrue(resumed == 2 ^ refusal is not null, "the step is taken or refused");
            Assert.IsTrue(disposed || resumed is not null, "somebody wins");
            Assert.AreEqual(disposed ? CoroutineStatus.Canceled : CoroutineStatus.Suspended, coroutine.Status);
            coroutine.Dispose();
            Assert.AreEqual(1, finallyRuns);
        }
    }

    [TestMethod]
    public void Dispose_RacesFirstResume_BodyRunsWholeOrNotAtAll()
    {
        for (int round = 0; round < 300; round++)
        {
            int ran = 0;
            int? resumed = null;
            using Coroutine<int> coroutine = Coroutine.Create<int>(yielder => ++ran, InPool);

            RaceTwo(
                () =>
                {
                    try
                    {
                        resumed = coroutine.Resume();
                    }
                    catch (InvalidOperationException)
                    {
                        // the disposer was first
                    }
                },
                () =>
                {
                    try
                    {
                        coroutine.Dispose();
                    }
                    catch (InvalidOperationException)
                    {
                        // the resumer was first
                    }
                });

            Assert.AreEqual(resumed ?? 0, ran);
            Assert.AreEqual(resumed is null ? CoroutineStatus.Canceled : CoroutineStatus.Finished, coroutine.Status);
        }
    }

    [TestMethod]
    public void Throw_RacesResume_ExactlyOneReachesTheSuspensionPoint()
    {
        for (int round = 0; round < 300; round++)
        {
            int arrivals = 0;
            int refusals = 0;
            using Coroutine<int> coroutine = Coroutine.Create<int>(
                yielder =>
                {
                    while (true)
                    {
                        try
                        {
                            yielder.Suspend(arrivals);
                        }
                        catch (TimeoutException)
                        {
                            // an arrival as good as the other
                        }

                        arrivals++;
                    }
                },
                InPool);
            coroutine.Resume();

            RaceTwo(() => Try(() => coroutine.Resume()), () => Try(() => coroutine.Throw(new TimeoutException())));

            Assert.AreEqual(2, arrivals + refusals);

            void Try(Action step)
            {
                try
                {
                    step();
                }
                catch (InvalidOperationException)
                {
                    Interlocked.Increment(ref refusals);
                }
            }
        }
    }

    private static void RaceTwo(Action one, Action other) => TestThread.RunAtOnce(2, i => (i == 0 ? one : other)());
}
