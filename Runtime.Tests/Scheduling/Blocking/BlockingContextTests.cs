using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>
/// The synchronization context of frames: where it is set and where not, and where continuations of <c>async</c> code go that captured it.
/// </summary>
[TestClass]
public sealed class BlockingContextTests : BlockingTest
{
    private static readonly ManualResetEvent s_never = new(false);

    [TestMethod]
    public void Hold_ResultOfAsyncCodeThatCapturedTheContext_DoesNotDeadlock()
    {
        (bool IsPool, CoroutineScheduler? Scheduler, SynchronizationContext? Context) after = default;
        Run(BlockingMode.Hold, () =>
        {
            Assert.AreEqual(11, Asynchronous().Result);
            Assert.AreEqual(11, Asynchronous().GetAwaiter().GetResult());
            Assert.AreEqual(11, Asynchronous().Await());
        });

        Assert.IsTrue(after.IsPool);
        Assert.IsNull(after.Scheduler);
        Assert.IsNull(after.Context);

        async Task<int> Asynchronous()
        {
            Assert.IsInstanceOfType<FrameContext>(SynchronizationContext.Current);
            await Late.After(1);
            after = (Thread.CurrentThread.IsThreadPoolThread, CoroutineScheduler.Current, SynchronizationContext.Current);
            return 11;
        }
    }

    [TestMethod]
    public void Hold_ResultOfAsyncCodeThatDoesNotReturnToTheContext_DoesNotDeadlock()
    {
        Run(BlockingMode.Hold, () => Assert.AreEqual(12, Asynchronous().Result));

        static async Task<int> Asynchronous()
        {
            await Late.After(1).ConfigureAwait(false);
            return 12;
        }
    }

    [TestMethod]
    public void Hold_AsyncVoid_GoesOnOnTheThreadPoolWhileTheFrameBlocks()
    {
        using ManualResetEventSlim done = new();
        bool isPool = false;

        Run(BlockingMode.Hold, () =>
        {
            Asynchronous();
            done.Wait();
        });

        Assert.IsTrue(isPool);

        async void Asynchronous()
        {
            await Late.After(1);
            isPool = Thread.CurrentThread.IsThreadPoolThread;
            done.Set();
        }
    }

    [TestMethod]
    public void AsyncCode_CompletedByASibling_RunsThereAsWithNoContextAtAll()
    {
        TaskCompletionSource plain = new();
        TaskCompletionSource elsewhere = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Run(BlockingMode.Hold, () =>
        {
            Task inline = Asynchronous(plain.Task, "inline");
            Task later = Asynchronous(elsewhere.Task, "later");
            Coroutine.Async(() =>
            {
                elsewhere.SetResult();
#pragma warning disable BATON004 // the frame is to block
                later.Wait();
#pragma warning restore BATON004
                plain.SetResult();
                Log.Add("set");
            });
            inline.Await();
        });

        AssertLog("later inline set");

        async Task Asynchronous(Task task, string step)
        {
            await task;
            Log.Add(step);
        }
    }

    [TestMethod]
    public void OwnContext_HidesTheHookForThatStretchOnly()
    {
        Run(BlockingMode.Forbid, () =>
        {
            Refused();
            SynchronizationContext? before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            Assert.IsFalse(s_never.WaitOne(1));
            Coroutine.Yield();
            Assert.IsFalse(s_never.WaitOne(1));
            SynchronizationContext.SetSynchronizationContext(before);
            Refused();
        });
    }

    [TestMethod]
    public void Generator_OfAFrame_TheHookIsThereOnBothSidesOfEverySwitch()
    {
        Run(BlockingMode.Forbid, () =>
        {
            foreach (int item in Coroutine.Generate<int>(
                         yielder =>
                         {
                             for (int i = 0; i < 3; i++)
                             {
                                 Refused();
                                 yielder.Suspend(i);
                                 Refused();
                                 Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                                 Refused();
                             }
                         },
                         options: InPool))
            {
                Refused();
                Log.Add($"{item}");
            }

            Refused();
        });

        AssertLog("0 1 2");
    }

    [TestMethod]
    public void Coroutine_DrivenByFramesAndPlainThreadsInTurn_HasTheHookOfWhoeverDrivesIt()
    {
        using Coroutine<string> coroutine = Coroutine.Create<string>(
            yielder =>
            {
                while (true)
                {
                    yielder.Suspend(Found());
                }
            },
            InPool);
        List<string> found = [coroutine.Resume()];
        Run(BlockingMode.Forbid, () =>
        {
            found.Add(coroutine.Resume());
            Run(BlockingMode.Hold, () => found.Add(coroutine.Resume()));
            found.Add(coroutine.Resume());
        });
        TestThread.Run("Plain", () => found.Add(coroutine.Resume()));

        Assert.AreEqual("unseen refused held refused unseen", string.Join(' ', found));

        string Found()
        {
            long held = Telemetry[Held];
            try
            {
                s_never.WaitOne(1);
                return Telemetry[Held] > held ? "held" : "unseen";
            }
            catch (InvalidOperationException)
            {
                return "refused";
            }
        }
    }

    [TestMethod]
    public void Coroutine_ThatEndsOnAThreadOfThePool_LeavesNoContextToTheNextTenant()
    {
        Thread? first = null;
        Run(BlockingMode.Forbid, () =>
        {
            using Coroutine<int> coroutine = Coroutine.Create<int>(
                _ =>
                {
                    first = Thread.CurrentThread;
                    Refused();
                    return 1;
                },
                InPool);
            coroutine.Resume();
        });

        (Thread Thread, SynchronizationContext? Context) next =
            Pool.Run(() => (Thread.CurrentThread, SynchronizationContext.Current)).GetAwaiter().GetResult();

        Assert.AreSame(first, next.Thread);
        Assert.IsNull(next.Context);
    }

    [TestMethod]
    public void Frame_ThatEndsOnAThreadOfThePool_LeavesNoContextToTheNextTenant()
    {
        Thread? first = null;
        Run(BlockingMode.Forbid, () => Coroutine.Async(() => first = Thread.CurrentThread).Await());

        (Thread Thread, SynchronizationContext? Context) next =
            Pool.Run(() => (Thread.CurrentThread, SynchronizationContext.Current)).GetAwaiter().GetResult();

        Assert.AreSame(first, next.Thread);
        Assert.IsNull(next.Context);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Run_CallerHasAContext_IsPutBackHoweverMainEnds(bool fails)
    {
        SynchronizationContext own = new();
        TestThread.Run("Caller", () =>
        {
            SynchronizationContext.SetSynchronizationContext(own);
            try
            {
                Run(BlockingMode.Yield, () =>
                {
                    Assert.IsInstanceOfType<FrameContext>(SynchronizationContext.Current);
                    Coroutine.Async(Coroutine.Yield).Await();
                    SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
                    if (fails)
                    {
                        throw new InvalidTimeZoneException();
                    }
                });
            }
            catch (InvalidTimeZoneException)
            {
                Log.Add("failed");
            }

            Assert.AreSame(own, SynchronizationContext.Current);
        });

        AssertLog(fails ? "failed" : string.Empty);
    }

    [TestMethod]
    public void Run_InsideAFrame_EachSchedulersModeHoldsForItsOwnFrames()
    {
        Run(BlockingMode.Forbid, () =>
        {
            Run(BlockingMode.Hold, () => Assert.IsFalse(s_never.WaitOne(1)));
            Refused();
        });

        Assert.AreEqual(2, Telemetry[Held]); // the frame inside, and the frame around it
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Refused() => Assert.ThrowsExactly<InvalidOperationException>(() => s_never.WaitOne(1));
}
