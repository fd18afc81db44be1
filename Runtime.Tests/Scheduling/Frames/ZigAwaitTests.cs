namespace Baton.Tests;

/// <summary>Rows of Zig's tests of await: who completes it, when, and what clean-up does meanwhile.</summary>
[TestClass]
public sealed class ZigAwaitTests : SchedulerTest
{
    [TestMethod]
    [TestProperty("Conformance", "ZIG-6")]
    public void Await_PendingFrame_TheLettersComeInOrder()
    {
        // As Zig's, with one difference that A4 makes: a completion queues its frame, and so returns (g) before the child goes on.
        TaskCompletionSource point = new();
        Run(() =>
        {
            Log.Add("a");
            Coroutine.Async(() =>
            {
                Log.Add("b");
                Frame<int> child = Coroutine.Async(() =>
                {
                    Log.Add("c");
                    try
                    {
                        point.Task.Await();
                        Log.Add("h");
                        return 1234;
                    }
                    finally
                    {
                        Log.Add("i");
                    }
                });
                Log.Add("d");
                Assert.AreEqual(1234, child.Await());
                Log.Add("j");
            });
            Log.Add("e");
            Log.Add("f");
            point.SetResult();
            Log.Add("g");
        });

        AssertLog("a b c d e f g h i j");
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIG-7")]
    [TestProperty("Conformance", "ZIGCORO-8")]
    public void Await_CompletedByCodeThatRunsOnceTheFrameIsSuspended_GoesOn()
    {
        TaskCompletionSource point = new();
        Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                FrameCore itself = FrameCore.Current!;
                CoroutineScheduler.Current!.Start(() =>
                {
                    Assert.AreEqual(FrameState.AwaitingOutside, itself.State);
                    Assert.AreNotSame(itself, FrameCore.Current);
                    Log.Add("suspended");
                    point.SetResult();
                });
                point.Task.Await();
                Log.Add("on");
            });
            frame.Await();
        });

        AssertLog("suspended on");
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIG-7")]
    public void Await_WhatAnotherThreadCompletesAtTheSameMoment_IsNeverLost()
    {
        Run(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                TaskCompletionSource<int> source = new();
                ThreadPool.UnsafeQueueUserWorkItem(static source => source.SetResult(1), source, preferLocal: false);
                Assert.AreEqual(1, source.Task.Await());
            }
        });
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIG-13")]
    public void Await_InCleanUpOnTheErrorPath_TheFirstErrorComesOutAfterTheCleanUp()
    {
        TaskCompletionSource<int> source = new();
        Run(() =>
        {
            Frame fails = Coroutine.Async(() =>
            {
                try
                {
                    throw new InvalidTimeZoneException();
                }
                finally
                {
                    Log.Add($"{source.Task.Await()}");
                }
            });
            Frame awaits = Coroutine.Async(() =>
            {
                Assert.ThrowsExactly<InvalidTimeZoneException>(fails.Await);
                Log.Add("seen");
            });
            Log.Add("main");
            source.SetResult(5);
            awaits.Await();
        });

        AssertLog("main 5 seen");
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIG-13")]
    public void Await_InAFinallyAfterReturn_DoesNotDisturbTheReturnValue()
    {
        int result = Run(() => Coroutine.Async(() =>
        {
            try
            {
                return 7;
            }
            finally
            {
                Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    return 9;
                }).Await();
            }
        }).Await());

        Assert.AreEqual(7, result);
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIGCORO-15")]
    [DataRow(true)]
    [DataRow(false)]
    public void Await_NotificationSentBeforeOrAfter_Wakes(bool sendsFirst)
    {
        TaskCompletionSource notification = new();
        Run(() =>
        {
            void Send() => Coroutine.Async(notification.SetResult);
            if (sendsFirst)
            {
                Send();
            }

            Frame waits = Coroutine.Async(() =>
            {
                notification.Task.Await();
                Log.Add("woken");
            });
            if (!sendsFirst)
            {
                Send();
            }

            waits.Await();
        });

        AssertLog("woken");
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIGCORO-17")]
    public void Await_NotificationByAPoolThreadWhileAnotherFrameSleeps_BothEnd()
    {
        TaskCompletionSource notification = new();
        using ManualResetEventSlim blocked = new();
        Run(() =>
        {
            Frame waits = Coroutine.Async(() =>
            {
                Task work = Pool.Run(() =>
                {
                    blocked.Wait();
                    notification.SetResult();
                });
                notification.Task.Await();
                work.Await();
                Log.Add("notified");
            });
            Coroutine.Async(() =>
            {
                Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                Log.Add("slept");
                blocked.Set();
            });
            waits.Await();
        });

        AssertLog("slept notified");
    }
}
