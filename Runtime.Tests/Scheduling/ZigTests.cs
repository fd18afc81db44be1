namespace Baton.Tests;

/// <summary>What Zig's own tests of async functions, and zigcoro's, ask of frames. What resumes there is a task that completes, here.</summary>
[TestClass]
public sealed class ZigTests : SchedulerTest
{
    private delegate string Greeting(string name);

    [TestMethod]
    [TestProperty("Conformance", "ZIG-1")]
    [TestProperty("Conformance", "ZIGCORO-1")]
    public void Async_FrameThatSuspendsTwice_InterleavesStepByStep()
    {
        Steps steps = new();
        Run(() =>
        {
            steps.Reach(1);
            Frame frame = Coroutine.Async(() =>
            {
                steps.Reach(2);
                Coroutine.Yield();
                steps.Reach(4);
                Coroutine.Yield();
                steps.Reach(6);
            });
            steps.Reach(3);
            Coroutine.Yield();
            steps.Reach(5);
            Coroutine.Yield();
            steps.Reach(7);
            Assert.IsTrue(frame.IsCompleted);
        });
        steps.Reach(8);
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIG-2")]
    public void Async_Arguments_AreThoseOfTheCallWhateverBecomesOfTheCallersVariables()
    {
        Run(() =>
        {
            for (int i = 0; i < 3; i++)
            {
                (int Number, string Text) argument = (i, $"text{i}");
                StartWith(argument);
                argument = (-1, "overwritten");
                Overwrite(argument.Number);
            }
        });

        AssertLog("0text0 1text1 2text2");
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIG-3")]
    public void Suspend_AsTheLastStatement_EndsWhenItsTurnComes()
    {
        TaskCompletionSource source = new();
        Run(() =>
        {
            Frame frame = Coroutine.Async(() => source.Task.Await());
            Coroutine.Yield();
            Assert.IsFalse(frame.IsCompleted);
            source.SetResult();
            frame.Await();
        });
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIG-4")]
    public void Locals_AcrossThreeSuspensions_Accumulate()
    {
        int seen = 1;
        Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                int x = 5;
                Coroutine.Yield();
                x += 1;
                Coroutine.Yield();
                x *= 10;
                Coroutine.Yield();
                seen = x;
            });
            Coroutine.Yield();
            Coroutine.Yield();
            Assert.AreEqual(1, seen);
            frame.Await();
        });

        Assert.AreEqual(60, seen);
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIG-5")]
    public void PlainCall_ToAFunctionThatSuspends_SuspendsTheWholeChain()
    {
        TaskCompletionSource<int> source = new();
        int Inner() => source.Task.Await() + 1;
        int Middle() => Inner() + 1;
        Run(() =>
        {
            Frame<int> frame = Coroutine.Async(() => Middle() + 1);
            Log.Add("suspended");
            source.SetResult(7);
            Log.Add($"{frame.Await()}");
        });

        AssertLog("suspended 10");
    }

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
    [TestProperty("Conformance", "ZIG-9")]
    public void Async_ThroughADelegate_DeliversItsResultAtTheEnd()
    {
        Greeting[] greetings = [name => $"hello {name}", Slowly];
        Run(() =>
        {
            string? place = null;
            Frame<string>[] frames = [.. greetings.Select(greeting => Coroutine.Async(() => place = greeting("baton")))];
            Assert.AreEqual("hello baton", place);
            Assert.AreEqual("hello baton", frames[0].Await());
            Assert.AreEqual("slow baton", frames[1].Await());
            Assert.AreEqual("slow baton", place);
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
    [TestProperty("Conformance", "ZIGCORO-4")]
    public void Coroutine_WithValuesBothWaysDrivenByAFrame_SuspendsTheFrameInBetween()
    {
        Run(() =>
        {
            Frame<int> frame = Coroutine.Async(() =>
            {
                using Coroutine<int, int> coroutine = Coroutine.Create<int, int>(
                    (y, first) =>
                    {
                        int second = y.Suspend(first * 10);
                        Coroutine.Yield();
                        return y.Suspend(second * 10) * 10;
                    },
                    InPool);
                return coroutine.Resume(1) + coroutine.Resume(2) + coroutine.Resume(3);
            });
            Log.Add("meanwhile");
            Log.Add($"{frame.Await()}");
        });

        AssertLog("meanwhile 60");
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

    private static string Slowly(string name)
    {
        Coroutine.Yield();
        return $"slow {name}";
    }

    private void StartWith((int Number, string Text) argument) => Coroutine.Async(() =>
    {
        Coroutine.Yield();
        Log.Add($"{argument.Number}{argument.Text}");
    });

    private static void Overwrite(int with)
    {
        Span<int> stack = stackalloc int[512];
        stack.Fill(with);
    }
}
