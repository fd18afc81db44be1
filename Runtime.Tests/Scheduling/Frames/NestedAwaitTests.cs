namespace Baton.Tests;

/// <summary>Suspending inside coroutines and generators that a frame drives (rule A3).</summary>
[TestClass]
public sealed class NestedAwaitTests : SchedulerTest
{
    [TestMethod]
    [DataRow("await")]
    [DataRow("delay")]
    [DataRow("yield")]
    [DataRow("frame")]
    [DataRow("async")]
    public void Suspend_InsideACoroutine_SuspendsTheFrameAndSiblingsGoOn(string how)
    {
        ManualTime time = new();
        TaskCompletionSource source = new();
        CoroutineScheduler.Run(
            () =>
            {
                Frame other = Coroutine.Async(() => source.Task.Await());
                Coroutine.Async(() =>
                {
                    using Coroutine<int> coroutine = Coroutine.Create<int>(
                        y =>
                        {
                            Log.Add("in");
                            Wait(how, source.Task, other);
                            y.Suspend(1);
                            Log.Add("more");
                            return 2;
                        },
                        InPool);
                    Log.Add($"{coroutine.Resume()}");
                    Log.Add($"{coroutine.Resume()}");
                });
                Log.Add("sibling");
                source.SetResult();
                time.Advance(1000);
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = time });

        AssertLog("in sibling 1 more 2");
    }

    [TestMethod]
    public void Await_ThreeGeneratorsDeep_SuspendsTheFrame()
    {
        TaskCompletionSource[] sources = [new(), new(), new()];
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                foreach (int item in Nested(3, sources))
                {
                    Log.Add($"{item}");
                }
            });
            foreach (TaskCompletionSource source in sources)
            {
                Log.Add("sibling");
                source.SetResult();
                Coroutine.Yield();
            }
        });

        AssertLog("sibling 0 sibling 1 sibling 2");
    }

    [TestMethod]
    public void Await_GeneratorMovedByOneFrameAndThenAnother_SuspendsTheOneThatMovesIt()
    {
        TaskCompletionSource[] sources = [new(), new()];
        Run(() =>
        {
            using IEnumerator<int> items = Nested(1, sources).GetEnumerator();
            Frame first = Coroutine.Async(() =>
            {
                items.MoveNext();
                Log.Add($"first{items.Current}");
            });
            Log.Add("main");
            sources[0].SetResult();
            first.Await();
            Frame second = Coroutine.Async(() =>
            {
                items.MoveNext();
                Log.Add($"second{items.Current}");
            });
            Log.Add("main");
            sources[1].SetResult();
            second.Await();
        });

        AssertLog("main first0 main second1");
    }

    [TestMethod]
    public void Current_InsideABody_IsOfWhoeverMovesIt()
    {
        IEnumerable<bool> sequence = Coroutine.Generate<bool>(
            y =>
            {
                while (true)
                {
                    y.Suspend(CoroutineScheduler.Current is not null);
                }
            },
            options: InPool);
        using IEnumerator<bool> items = sequence.GetEnumerator();

        items.MoveNext();
        Assert.IsFalse(items.Current);
        Run(() =>
        {
            items.MoveNext();
            Assert.IsTrue(items.Current);
        });
        items.MoveNext();
        Assert.IsFalse(items.Current);
    }

    [TestMethod]
    public void Async_InsideAGenerator_StartsAFrameOfTheSameScheduler()
    {
        Run(() =>
        {
            foreach (int item in Coroutine.Generate<int>(
                         y =>
                         {
                             Frame<int> frame = Coroutine.Async(() =>
                             {
                                 Log.Add("child");
                                 Coroutine.Yield();
                                 return 4;
                             });
                             Log.Add("body");
                             y.Suspend(frame.Await());
                         },
                         options: InPool))
            {
                Log.Add($"{item}");
            }
        });

        AssertLog("child body 4");
    }

    [TestMethod]
    public void Break_OutOfAGenerator_ItsCleanUpSuspendsTheFrame()
    {
        TaskCompletionSource source = new();
        Run(() =>
        {
            Frame breaks = Coroutine.Async(() =>
            {
                foreach (int item in Coroutine.Generate<int>(
                             y =>
                             {
                                 try
                                 {
                                     y.Suspend(1);
                                 }
                                 finally
                                 {
                                     source.Task.Await();
                                     Log.Add("cleaned");
                                 }
                             },
                             options: InPool))
                {
                    Log.Add($"{item}");
                    break;
                }

                Log.Add("after");
            });
            Log.Add("sibling");
            source.SetResult();
            breaks.Await();
        });

        AssertLog("1 sibling cleaned after");
    }

    [TestMethod]
    public void Cancel_FrameThatWaitsInsideAGenerator_UnwindsBoth()
    {
        Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                try
                {
                    foreach (int _ in Coroutine.Generate<int>(
                                 _ =>
                                 {
                                     try
                                     {
                                         new TaskCompletionSource().Task.Await();
                                     }
                                     finally
                                     {
                                         Log.Add("body");
                                     }
                                 },
                                 options: InPool))
                    {
                    }
                }
                finally
                {
                    Log.Add("frame");
                }
            });
            frame.Cancel();
            Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        });

        AssertLog("body frame");
    }

    [TestMethod]
    public void Await_InTheBodyOfGenerateAsync_HasNoFrame()
    {
        Run(() =>
        {
            async Task Consume()
            {
                await foreach (bool inside in Coroutine.GenerateAsync<bool>(
                                   y =>
                                   {
                                       Task.Run(() => { }).Await();
                                       y.Suspend(CoroutineScheduler.Current is not null);
                                   },
                                   options: InPool))
                {
                    Log.Add($"{inside}");
                }
            }

            Consume().Await();
        });

        AssertLog("False");
    }

    [TestMethod]
    public void Await_CoroutineResumedInsideAnother_SiblingsGoOn()
    {
        TaskCompletionSource<int> source = new();
        Run(() =>
        {
            Frame<int> frame = Coroutine.Async(() =>
            {
                using Coroutine<int> outer = Coroutine.Create<int>(
                    _ =>
                    {
                        using Coroutine<int> inner = Coroutine.Create<int>(_ => source.Task.Await(), InPool);
                        return inner.Resume() + 1;
                    },
                    InPool);
                return outer.Resume() + 1;
            });
            Log.Add("sibling");
            source.SetResult(1);
            Log.Add($"{frame.Await()}");
        });

        AssertLog("sibling 3");
    }

    [TestMethod]
    public void Resume_CoroutineWhoseBodyWaitsForAnotherFrame_IsRefused()
    {
        TaskCompletionSource<int> source = new();
        Run(() =>
        {
            using Coroutine<int> coroutine = Coroutine.Create<int>(_ => source.Task.Await(), InPool);
            Frame<int> drives = Coroutine.Async(coroutine.Resume);

            Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Resume());
            source.SetResult(3);
            Assert.AreEqual(3, drives.Await());
        });
    }

    private IEnumerable<int> Nested(int depth, TaskCompletionSource[] sources) => Coroutine.Generate<int>(
        y =>
        {
            if (depth > 1)
            {
                foreach (int item in Nested(depth - 1, sources))
                {
                    y.Suspend(item);
                }

                return;
            }

            for (int i = 0; i < sources.Length; i++)
            {
                sources[i].Task.Await();
                y.Suspend(i);
            }
        },
        options: InPool);

    private static void Wait(string how, Task task, Frame frame)
    {
        switch (how)
        {
            case "await":
                task.Await();
                break;
            case "delay":
                Coroutine.Delay(TimeSpan.FromMilliseconds(1000));
                break;
            case "yield":
                Coroutine.Yield();
                break;
            case "frame":
                frame.Await();
                break;
            default:
                Coroutine.Async(() => task.Await()).Await();
                break;
        }
    }
}
