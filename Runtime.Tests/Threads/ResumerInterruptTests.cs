using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>An interrupt aimed at a thread that resumes is for that thread's own waits: it never tears a handoff.</summary>
[TestClass]
public sealed class ResumerInterruptTests : CoroutineTest
{
    [TestMethod]
    public void Interrupt_AgainAndAgainWhileResuming_NothingIsLostAndNothingStaysRunning()
    {
        const int Coroutines = 2000;
        bool stop = false;
        int finished = 0;
        TestThread resumer = TestThread.Start(() =>
        {
            for (int i = 0; i < Coroutines; i++)
            {
                using Coroutine<int> coroutine = Coroutine.Create<int>(
                    y =>
                    {
                        y.Suspend(1);
                        return 2;
                    },
                    InPool);
                finished += coroutine.Resume() + coroutine.Resume() == 3 && coroutine.Status == CoroutineStatus.Finished ? 1 : 0;
            }
        });
        TestThread contender = TestThread.Start(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                _ = Pool.LiveThreads; // takes the gate that the resumer needs
                resumer.Thread.Interrupt();
            }
        });

        try
        {
            resumer.Join();
        }
        finally
        {
            Volatile.Write(ref stop, true);
            contender.Join();
        }

        Assert.AreEqual(Coroutines, finished);
    }

    [TestMethod]
    public void Interrupt_BeforeAResume_IsThereForTheNextWait()
    {
        TestThread.Run("Resumer", () =>
        {
            using Coroutine<int> coroutine = Coroutine.Create<int>(_ => 1, InPool);
            Thread.CurrentThread.Interrupt();

            Assert.AreEqual(1, coroutine.Resume());

            Assert.IsTrue(TestThread.TakePendingInterrupt());
        });
    }

    [TestMethod]
    public void Interrupt_BeforeAResumeThatReclaimsDroppedThreads_IsThereForTheNextWait()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "One", MaxThreads = 1 });
        CoroutineOptions options = new() { ThreadPool = pool };
        ExpectedDropped = 1;
        TestThread.Run("Resumer", () =>
        {
            using Coroutine<int> coroutine = Coroutine.Create<int>(_ => 1, options);
            Drop(options);
            Thread.CurrentThread.Interrupt();

            Assert.AreEqual(1, coroutine.Resume());

            Assert.IsTrue(TestThread.TakePendingInterrupt());
        });
    }

    // The clean-up computes, so that a coroutine which needs the thread has to wait for a while.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(CoroutineOptions options) => Coroutine.Create<int>(
        yielder =>
        {
            using (new Cleanup(() => Thread.SpinWait(2_000_000)))
            {
                yielder.Suspend(1);
            }

            return 2;
        },
        options).Resume();
}
