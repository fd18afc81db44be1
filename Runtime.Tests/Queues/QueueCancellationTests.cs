namespace Baton.Tests;

/// <summary>Waits that end without an item, and those that were about to when one came.</summary>
[TestClass]
public sealed class QueueCancellationTests : QueueTest
{
    private readonly CoroutineQueue<int> _queue = new(0);

    [TestMethod]
    public void Dequeue_FrameCanceledWhileItWaits_TakesNothing()
    {
        Run(() =>
        {
            Frame waits = Coroutine.Async(() =>
            {
                try
                {
                    _queue.Dequeue();
                }
                finally
                {
                    Log.Add("finally");
                }
            });
            waits.Cancel();
            Assert.Throws<OperationCanceledException>(waits.Await);
            Assert.IsFalse(_queue.TryEnqueue(1));
            Assert.AreEqual(0, _queue.Core.Places);
        });

        AssertLog("finally");
    }

    [TestMethod]
    public void Enqueue_FrameCanceledWhileItWaits_LeavesNothing()
    {
        Run(() =>
        {
            Frame waits = Coroutine.Async(() => _queue.Enqueue(1));
            waits.Cancel();
            Assert.Throws<OperationCanceledException>(waits.Await);
            Assert.IsFalse(_queue.TryDequeue(out _));
            Assert.AreEqual(0, _queue.Core.Places);
        });
    }

    [TestMethod]
    public void Dequeue_FrameCanceledAfterTheMatch_HasTheItemAndIsCanceledAtItsNextSuspension()
    {
        Run(() =>
        {
            Frame waits = Coroutine.Async(() =>
            {
                Log.Add($"got{_queue.Dequeue()}");
                Coroutine.Yield();
                Log.Add("not reached");
            });
            _queue.Enqueue(1);
            waits.Cancel();
            Assert.Throws<OperationCanceledException>(waits.Await);
        });

        AssertLog("got1");
    }

    [TestMethod]
    public void Dequeue_FrameOfAnotherSchedulerCanceledAfterTheMatch_HasTheItem()
    {
        Frame<int> waits = Scheduler.Start(() => _queue.Dequeue());
        UntilItWaits(waits);
        ManualResetEventSlim go = new();
        Frame holder = Scheduler.Start(go.Wait); // has the baton, so that the match and the cancellation both wait for it
        Eventually.True(() => holder.Core.State == FrameState.Running, "it runs");

        _queue.Enqueue(1);
        waits.Cancel();
        go.Set();

        Assert.AreEqual(1, waits.Await());
        holder.Await();
    }

    [TestMethod]
    public void Dequeue_CanceledFrame_ThrowsOnlyWhenItWouldWait()
    {
        CoroutineQueue<int> queue = new();
        queue.Enqueue(1);
        Run(() =>
        {
            Frame? me = null;
            me = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                me!.Cancel();
                Log.Add($"got{queue.Dequeue()}");
                queue.Dequeue();
            });
            Assert.Throws<OperationCanceledException>(() => me.Await());
        });

        AssertLog("got1");
        Assert.AreEqual(0, queue.Core.Places);
    }

    [TestMethod]
    public void Dequeue_InsideACoroutineThatAFrameResumes_SuspendsTheFrameAlone()
    {
        Run(() =>
        {
            Frame<int> pulls = Coroutine.Async(() => Coroutine.Generate<int>(y => y.Suspend(_queue.Dequeue())).First());
            Log.Add("main");
            _queue.Enqueue(4);
            Assert.AreEqual(4, pulls.Await());
        });

        AssertLog("main");
    }

    [TestMethod]
    public void Dequeue_InANoSuspendRegion_ThrowsWhenItWouldWaitAndLeavesNothing()
    {
        CoroutineQueue<int> queue = new();
        queue.Enqueue(1);
        Run(() =>
        {
            using NoSuspendRegion region = Coroutine.NoSuspend();
            Assert.AreEqual(1, queue.Dequeue());
            Assert.ThrowsExactly<InvalidOperationException>(() => queue.Dequeue());
        });

        Assert.AreEqual(0, queue.Core.Places);
    }

    [TestMethod]
    public void Dequeue_ThreadInterrupted_ThrowsAndLeavesNothing()
    {
        using ManualResetEventSlim interrupted = new();
        TestThread thread = TestThread.Start(() =>
        {
            Assert.ThrowsExactly<ThreadInterruptedException>(() => _queue.Dequeue());
            interrupted.Set();
            Assert.IsFalse(TestThread.TakePendingInterrupt(), "it is over");
            Log.Add($"got{_queue.Dequeue()}"); // its place to wait is as it was
        });
        Eventually.True(() => _queue.Core.Places == 1, "it waits");
        Eventually.Parked(thread.Thread);

        thread.Thread.Interrupt();
        interrupted.Wait();
        Eventually.True(() => _queue.TryEnqueue(3), "it waits again");
        thread.Join();

        AssertLog("got3");
    }

    [TestMethod]
    [TestProperty("Conformance", "KCH-13")]
    public void Complete_FramesWait_TheyGoOnInOrderOfArrival()
    {
        Run(() =>
        {
            for (int i = 0; i < 4; i++)
            {
                int place = i;
                Coroutine.Async(() =>
                {
                    Assert.ThrowsExactly<QueueCompletedException>(() => _queue.Dequeue());
                    Log.Add($"{place}");
                });
            }

            _queue.Complete();
            Log.Add("completed");
        });

        AssertLog("completed 0 1 2 3");
    }

    [TestMethod]
    public void Dequeue_OutsideEveryScheduler_IsCountedWhereItBlocksAndCanBeForbidden()
    {
        CoroutineQueue<int> queue = new();
        queue.Enqueue(1);
        queue.Dequeue();
        Assert.AreEqual(0, Telemetry["baton.blocking.outside"]);
        PartyRun waits = Dequeues(Party.Thread, queue, _ => { });
        waits.UntilItWaits(queue, 1);
        Assert.AreEqual(1, Telemetry["baton.blocking.outside"]);
        queue.Enqueue(1);
        waits.Join();

        AppContext.SetSwitch("Baton.ThrowOnBlockingOutside", true);
        using Cleanup allow = new(() => AppContext.SetSwitch("Baton.ThrowOnBlockingOutside", false));
        Assert.ThrowsExactly<InvalidOperationException>(() => queue.Dequeue());
        Assert.ThrowsExactly<InvalidOperationException>(() => Select.Any(queue.OnDequeue(_ => { })));
        Assert.AreEqual(0, queue.Core.Places);
    }

    [TestMethod]
    public void Dispose_SchedulerWithFramesThatWait_EndsThemAndLeavesNothing()
    {
        CoroutineQueue<int> queue = new(0);
        using (CoroutineScheduler scheduler = new(OnPool))
        {
            Frame waits = scheduler.Start(() => _queue.Dequeue());
            Frame selects = scheduler.Start(() => Select.Any(queue.OnEnqueue(1), queue.OnDequeue(_ => { })));
            UntilItWaits(waits);
            UntilItWaits(selects);
        }

        Assert.AreEqual(0, _queue.Core.Places + queue.Core.Places);
    }

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    public void Dequeue_TokenRacesTheMatch_EachItemIsTakenOnceOrStaysWithItsSender(Party kind)
    {
        int received = 0;
        int canceled = 0;
        int sent = 0;
        for (int i = 0; i < 200; i++)
        {
            using CancellationTokenSource source = new();
            PartyRun waits = Start(
                kind,
                () =>
                {
                    try
                    {
                        _queue.Dequeue(source.Token);
                        received++;
                    }
                    catch (OperationCanceledException)
                    {
                        canceled++;
                    }
                },
                async () =>
                {
                    try
                    {
                        await _queue.DequeueAsync(source.Token);
                        received++;
                    }
                    catch (OperationCanceledException)
                    {
                        canceled++;
                    }
                });
            Eventually.True(() => _queue.Core.Places == 1, "it waits");
            TestThread.RunAtOnce(2, side =>
            {
                if (side == 0)
                {
                    source.Cancel();
                }
                else if (_queue.TryEnqueue(i))
                {
                    sent++;
                }
            });
            waits.Join();
            Assert.AreEqual(0, _queue.Core.Places);
        }

        Assert.AreEqual(sent, received);
        Assert.AreEqual(200, received + canceled);
    }

    [TestMethod]
    public void Dequeue_FrameCancelRacesTheMatch_EachItemIsTakenOnceOrStaysWithItsSender()
    {
        int received = 0;
        int canceled = 0;
        int sent = 0;
        for (int i = 0; i < 200; i++)
        {
            Frame waits = Scheduler.Start(() =>
            {
                _queue.Dequeue();
                received++;
            });
            Eventually.True(() => _queue.Core.Places == 1, "it waits");
            TestThread.RunAtOnce(2, side =>
            {
                if (side == 0)
                {
                    waits.Cancel();
                }
                else if (_queue.TryEnqueue(i))
                {
                    sent++;
                }
            });
            try
            {
                waits.Await();
            }
            catch (OperationCanceledException)
            {
                canceled++;
            }

            Assert.AreEqual(0, _queue.Core.Places);
        }

        Assert.AreEqual(sent, received);
        Assert.AreEqual(200, received + canceled);
    }
}
