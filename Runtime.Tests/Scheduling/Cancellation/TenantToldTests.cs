using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>What a thread was told belongs to its tenant, and to the bodies that the tenant resumes.</summary>
[TestClass]
public sealed class TenantToldTests : SchedulerTest
{
    [TestMethod]
    public void NextWork_OnAThreadWhoseWorkWasTold_IsToldToo()
    {
        using CoroutineThreadPool one = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
        using CancellationTokenSource source = new();
        int told = 0;

        Coroutine.WithCancellation(source.Token, () =>
        {
            Task[] work = [one.Run(Wait), one.Run(Wait), one.Run(Wait)];
            source.Cancel();
            foreach (Task canceled in work)
            {
                Assert.Throws<AggregateException>(canceled.Wait);
                told++;
            }
        });

        Assert.AreEqual(3, told);
    }

    [TestMethod]
    public void NextBody_OnAThreadWhoseBodyWasTold_IsToldToo()
    {
        using CoroutineThreadPool one = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
        using CancellationTokenSource source = new();
        int told = 0;

        Coroutine.WithCancellation(source.Token, () =>
        {
            source.Cancel();
            TestThread.Run("first", TellABody); // each of these threads was told of nothing
            TestThread.Run("second", TellABody);
        });

        Assert.AreEqual(2, told);

        void TellABody()
        {
            using Coroutine<int> body = Coroutine.Create<int>(_ =>
            {
                Wait();
                return 1;
            }, new CoroutineOptions { ThreadPool = one });
            Assert.Throws<OperationCanceledException>(() => body.Resume());
            told++;
        }
    }

    [TestMethod]
    public void Work_ThatWasTold_LeavesNothingOnItsThread()
    {
        using CoroutineThreadPool one = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });

        WeakReference token = Tell(one);

        one.Run(static () => { }).Await();
        Eventually.Collected(token, "the token of work that has ended");

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Tell(CoroutineThreadPool pool)
        {
            CancellationTokenSource source = new();
            Coroutine.WithCancellation(source.Token, () =>
            {
                Task work = pool.Run(Wait);
                source.Cancel();
                Assert.Throws<OperationCanceledException>(() => work.Await());
            });
            return new WeakReference(source);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Resume_OfACoroutineMadeBeforeTheBlock_IsToldOfTheBlocksEnd(bool isBegun)
    {
        using Coroutine<int> body = Coroutine.Create<int>(static yielder =>
        {
            yielder.Suspend(1);
            Wait();
            return 2;
        });
        if (isBegun)
        {
            body.Resume();
        }

        Assert.ThrowsExactly<TimeoutException>(() => Coroutine.WithTimeout(TimeSpan.FromMilliseconds(5), () =>
        {
            body.Resume();
            body.Resume();
        }));
    }

    [TestMethod]
    public void CleanUp_OfAGeneratorThatIsLeftByTheToken_GoesOn()
    {
        bool isCleanedUp = false;
        using CancellationTokenSource source = new();

        Assert.Throws<OperationCanceledException>(() => Coroutine.WithCancellation(source.Token, () =>
        {
            foreach (int item in Coroutine.Generate<int>(YieldAndCleanUp))
            {
                source.Cancel();
                Wait();
            }
        }));

        Assert.IsTrue(isCleanedUp);

        void YieldAndCleanUp(Yielder<int> yielder)
        {
            try
            {
                yielder.Suspend(1);
            }
            finally
            {
                Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                isCleanedUp = true;
            }
        }
    }

    [TestMethod]
    public async Task CleanUp_OfAnAsyncGeneratorWhoseConsumersOwnWaitWasCanceled_GoesOn()
    {
        bool isCleanedUp = false;
        using CancellationTokenSource source = new();

        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (int item in Coroutine.GenerateAsync<int>(YieldAndCleanUp).WithCancellation(source.Token))
            {
                await source.CancelAsync();
                await Task.FromCanceled(source.Token);
            }
        });

        Assert.IsTrue(isCleanedUp);

        void YieldAndCleanUp(Yielder<int> yielder)
        {
            try
            {
                yielder.Suspend(1);
            }
            finally
            {
                Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                isCleanedUp = true;
            }
        }
    }

    private static void Wait() => new CoroutineQueue<int>(0).Dequeue();
}
