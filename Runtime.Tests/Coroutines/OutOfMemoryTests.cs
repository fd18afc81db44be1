using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Memory runs out at any step: nothing is stranded, and the process lives. Each in a process with a small heap.</summary>
[TestClass]
[BesideOthers]
public sealed class OutOfMemoryTests
{
    [TestMethod]
    [DataRow(nameof(BodyFillsTheHeapOnAFreshThread))]
    [DataRow(nameof(BodyFillsTheHeapOnAPooledThread))]
    [DataRow(nameof(StepsAtRandomMoments))]
    [DataRow(nameof(DropsAtRandomMoments))]
    [DataRow(nameof(DisposalsAtRandomMoments))]
    [DataRow(nameof(FramesFillTheHeap))]
    [DataRow(nameof(CancellationsWithTheHeapFull))]
    public async Task Steps_TheHeapIsFull_AllGoesOn(string scenario)
    {
        ChildProcess.Result result = await FullHeap.RunAsync(scenario);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int BodyFillsTheHeapOnAFreshThread(string[] _) => BodyFillsTheHeap(isFresh: true);

    [ChildScenario]
    private static int BodyFillsTheHeapOnAPooledThread(string[] _) => BodyFillsTheHeap(isFresh: false);

    private static int BodyFillsTheHeap(bool isFresh)
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 4 });
        for (int round = 0; round < 8; round++)
        {
            // A thread that has parked before has its semaphore: so each round is on a new one.
            Exception? failure = null;
            Thread thread = new(() => failure = Caught(() => FillOnce(pool, isFresh, isFull: round >= 4)));
            thread.Start();
            if (!thread.Join(TimeSpan.FromSeconds(30)) || failure is not null)
            {
                Console.Error.WriteLine(failure?.ToString() ?? "hangs");
                return 1;
            }
        }

        Eventually.True(() => pool.LiveThreads == pool.IdleThreads, "all threads come back");
        return 0;
    }

    private static void FillOnce(CoroutineThreadPool pool, bool isFresh, bool isFull)
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
        {
            FillIf(isFull);
            try
            {
                yielder.Suspend(1);
            }
            catch (OutOfMemoryException)
            {
                FullHeap.Free();
                return -1;
            }

            FullHeap.Free();
            return 2;
        }, new CoroutineOptions { ThreadPool = pool, FreshThread = isFresh });
        try
        {
            coroutine.Resume();
        }
        catch (OutOfMemoryException)
        {
            // allowed
        }

        FullHeap.Free();
        AssertAtRest(coroutine);
        coroutine.Dispose();
        Assert.IsTrue(coroutine.IsFinished);
    }

    [ChildScenario]
    private static int StepsAtRandomMoments(string[] _)
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 4 });
        FullHeap.Torment(() =>
        {
            Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
            {
                for (int i = 0; i < 20; i++)
                {
                    yielder.Suspend(i);
                }

                return -1;
            }, new CoroutineOptions { ThreadPool = pool });
            int next = 0;
            while (!coroutine.IsFinished)
            {
                try
                {
                    int value = coroutine.Resume();
                    Assert.IsTrue(value == -1 || value == next++);
                }
                catch (OutOfMemoryException)
                {
                    AssertAtRest(coroutine);
                }
            }
        }, IsForWantOfMemory);
        Eventually.True(() => pool.LiveThreads == pool.IdleThreads, "all threads come back");
        return 0;
    }

    [ChildScenario]
    private static int DropsAtRandomMoments(string[] _)
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 4 });
        FullHeap.Torment(() => Drop(pool), IsForWantOfMemory);
        Eventually.True(() =>
        {
            GC.Collect();
            return pool.LiveThreads == pool.IdleThreads;
        }, "all threads come back");
        return 0;
    }

    [ChildScenario]
    private static int DisposalsAtRandomMoments(string[] _)
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 4 });
        FullHeap.Torment(() =>
        {
            Coroutine<int> coroutine = Coroutine.Create<int>(Body, new CoroutineOptions { ThreadPool = pool });
            coroutine.Resume();
            while (!coroutine.IsFinished)
            {
                try
                {
                    coroutine.Dispose();
                }
                catch (OutOfMemoryException)
                {
                    AssertAtRest(coroutine);
                }
            }
        }, IsForWantOfMemory);
        Eventually.True(() =>
        {
            GC.Collect();
            return pool.LiveThreads == pool.IdleThreads;
        }, "all threads come back");
        return 0;
    }

    [ChildScenario]
    private static int FramesFillTheHeap(string[] _)
    {
        for (int round = 0; round < 12; round++)
        {
            bool isFull = round >= 6;
            try
            {
                Assert.AreEqual(1, SendAndReceive(isFull));
            }
            catch (Exception e) when (isFull && IsForWantOfMemory(e))
            {
                // of a frame that could not wait, or wake another
            }

            FullHeap.Free();
        }

        Assert.AreEqual(1, SendAndReceive(isFull: false));
        return 0;
    }

    private static int SendAndReceive(bool isFull)
    {
        CoroutineQueue<int> queue = new(capacity: 1);
        return CoroutineScheduler.Run(() =>
        {
            int item = 0;
            Action yield = Coroutine.Yield; // made before the heap is full
            Action dequeue = () => item = queue.Dequeue();
            Action enqueue = () => queue.Enqueue(1);
            Action sendTwice = () =>
            {
                enqueue();
                enqueue(); // waits until there is room
            };
            Action receive = () =>
            {
                FillIf(isFull);
                try
                {
                    yield();
                    dequeue();
                    yield();
                }
                catch (OutOfMemoryException)
                {
                    FullHeap.Free();
                }

                FullHeap.Free();
                if (item == 0)
                {
                    dequeue();
                }
            };
            Frame sender = Coroutine.Async(sendTwice);
            Frame receiver = Coroutine.Async(receive);
            try
            {
                receiver.Await();
            }
            catch (OutOfMemoryException)
            {
                FullHeap.Free();
                receiver.Await();
            }

            if (!sender.IsCompleted || queue.Count > 0)
            {
                queue.Dequeue();
            }

            sender.Await();
            return item;
        });
    }

    [ChildScenario]
    private static int CancellationsWithTheHeapFull(string[] _)
    {
        for (int round = 0; round < 12; round++)
        {
            bool isFull = round >= 6;
            int cleaned = 0;
            CoroutineScheduler.Run(() =>
            {
                CoroutineQueue<int> queue = new();
                Frame outer = Coroutine.Async(() => CoroutineScope.Run(scope =>
                {
                    scope.Async(() => CleanUp(() => queue.Dequeue(), () => cleaned++));
                    scope.Async(() => CleanUp(() => queue.Dequeue(), () => cleaned++));
                }));
                Action cancel = outer.Cancel; // made before the heap is full
                Action yield = Coroutine.Yield;
                FillIf(isFull);
                try
                {
                    cancel();
                    yield();
                }
                catch (OutOfMemoryException)
                {
                    FullHeap.Free(); // nothing was asked for, or it was all the same
                    cancel();
                }

                FullHeap.Free();
                Exception? end = Caught(outer.Await);
                Assert.IsTrue(end is OperationCanceledException || (isFull && IsForWantOfMemory(end)), $"{end}");
            });
            Assert.AreEqual(2, cleaned);
        }

        return 0;
    }

    private static void CleanUp(Action wait, Action cleanUp)
    {
        try
        {
            wait();
        }
        finally
        {
            cleanUp();
        }
    }

    private static void FillIf(bool isFull)
    {
        if (isFull)
        {
            FullHeap.Fill();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(CoroutineThreadPool pool) =>
        Coroutine.Create<int>(Body, new CoroutineOptions { ThreadPool = pool }).Resume();

    private static int Body(Yielder<int> yielder)
    {
        yielder.Suspend(1);
        return 2;
    }

    private static bool IsForWantOfMemory(Exception? exception) => exception is OutOfMemoryException or CoroutineLimitException
        || (exception is AggregateException several && several.InnerExceptions.All(IsForWantOfMemory));

    // No assertion of the framework's: its first use needs memory.
    private static void AssertAtRest(Coroutine<int> coroutine)
    {
        if (!coroutine.IsFinished && coroutine.Status is not (CoroutineStatus.Created or CoroutineStatus.Suspended))
        {
            throw new InvalidOperationException("A coroutine is under way that nobody runs.");
        }
    }

    private static Exception? Caught(Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
