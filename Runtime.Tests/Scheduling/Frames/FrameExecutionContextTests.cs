using System.Globalization;

namespace Baton.Tests;

/// <summary>What flows with the execution context: into frames, never out, and not between them.</summary>
[TestClass]
public sealed class FrameExecutionContextTests : SchedulerTest
{
    private static readonly AsyncLocal<string?> s_local = new();

    [TestMethod]
    public void Async_AsyncLocal_FlowsInAndNotOut() => Run(() =>
    {
        s_local.Value = "main";
        Frame frame = Coroutine.Async(() =>
        {
            Assert.AreEqual("main", s_local.Value);
            s_local.Value = "frame";
            Coroutine.Yield();
            Assert.AreEqual("frame", s_local.Value);
        });
        Assert.AreEqual("main", s_local.Value);
        s_local.Value = "later";
        frame.Await();
        Assert.AreEqual("later", s_local.Value);
    });

    [TestMethod]
    public void Async_Culture_FlowsInAndNotOut() => Run(() =>
    {
        CultureInfo own = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("is-IS");
        Frame frame = Coroutine.Async(() =>
        {
            Assert.AreEqual("is-IS", CultureInfo.CurrentCulture.Name);
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("nb-NO");
            Coroutine.Yield();
            Assert.AreEqual("nb-NO", CultureInfo.CurrentCulture.Name);
        });
        Assert.AreEqual("is-IS", CultureInfo.CurrentCulture.Name);
        frame.Await();
        CultureInfo.CurrentCulture = own;
    });

    [TestMethod]
    public void Run_AsyncLocal_FlowsInAndNotOut()
    {
        s_local.Value = "caller";

        Run(() =>
        {
            Assert.AreEqual("caller", s_local.Value);
            s_local.Value = "main";
            Coroutine.Async(Coroutine.Yield).Await();
            Assert.AreEqual("main", s_local.Value);
        });

        Assert.AreEqual("caller", s_local.Value);
    }

    [TestMethod]
    public void Run_FlowIsSuppressed_NothingFlowsOut()
    {
        s_local.Value = "caller";
        using (ExecutionContext.SuppressFlow())
        {
            Run(() => s_local.Value = "main");
            Assert.IsTrue(ExecutionContext.IsFlowSuppressed());
        }

        Assert.AreEqual("caller", s_local.Value);
    }

    [TestMethod]
    public void Async_OutsideWithFlowSuppressed_NothingFlowsOut()
    {
        s_local.Value = "caller";
        using (ExecutionContext.SuppressFlow())
        {
            Coroutine.Async(() => s_local.Value = "frame").Await();
            Assert.IsTrue(ExecutionContext.IsFlowSuppressed());
        }

        Assert.AreEqual("caller", s_local.Value);
    }

    [TestMethod]
    public void Async_FlowIsSuppressed_TheFrameSeesNothingOfItsCaller() => Run(() =>
    {
        s_local.Value = "caller";
        using (ExecutionContext.SuppressFlow())
        {
            Assert.IsNull(Coroutine.Async(() => s_local.Value).Await());
        }
    });

    [TestMethod]
    public void Async_OutsideAsyncLocal_FlowsInAndNotOut()
    {
        s_local.Value = "caller";

        Coroutine.Async(() =>
        {
            Assert.AreEqual("caller", s_local.Value);
            s_local.Value = "frame";
        }).Await();

        Assert.AreEqual("caller", s_local.Value);
    }

    [TestMethod]
    public void Start_AsyncLocal_IsThatOfWhoeverStarts()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        s_local.Value = "starter";
        Frame<string?> first = scheduler.Start<string?>(() =>
        {
            string? seen = s_local.Value;
            s_local.Value = "first";
            return seen;
        });
        first.Await();
        s_local.Value = null;

        Frame<string?> second = scheduler.Start(() => s_local.Value);

        Assert.AreEqual("starter", first.Await());
        Assert.IsNull(second.Await());
    }

    [TestMethod]
    public async Task RunAsync_AsyncLocal_FlowsInAndNotOut()
    {
        s_local.Value = "caller";

        string? seen = await CoroutineScheduler.RunAsync(
            () =>
            {
                string? inside = s_local.Value;
                s_local.Value = "main";
                return inside;
            },
            OnPool);

        Assert.AreEqual("caller", seen);
        Assert.AreEqual("caller", s_local.Value);
    }

    [TestMethod]
    public void Frames_TakingTurns_EachKeepsItsOwn()
    {
        Run(() =>
        {
            foreach (char name in "abc")
            {
                Coroutine.Async(() =>
                {
                    s_local.Value = $"{name}";
                    Coroutine.Yield();
                    Log.Add(s_local.Value);
                    Coroutine.Yield();
                    Log.Add(s_local.Value);
                });
            }
        });

        AssertLog("a b c a b c");
    }

    [TestMethod]
    public void Frames_OnTheSameThreadOneAfterTheOther_LeaveNothingToTheNext() => Run(() =>
    {
        Thread? thread = null;
        Coroutine.Async(() =>
        {
            thread = Thread.CurrentThread;
            s_local.Value = "first";
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("is-IS");
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            thread.Priority = ThreadPriority.Lowest;
        }).Await();
        string culture = CultureInfo.CurrentCulture.Name;
        Coroutine.Async(() =>
        {
            Assert.AreSame(thread, Thread.CurrentThread);
            Assert.IsNull(s_local.Value);
            Assert.AreEqual(culture, CultureInfo.CurrentCulture.Name);
            Assert.AreNotEqual(typeof(SynchronizationContext), SynchronizationContext.Current?.GetType());
            Assert.AreEqual(ThreadPriority.Normal, Thread.CurrentThread.Priority);
        }).Await();
    });

    [TestMethod]
    public void Run_OnAThreadWithAContext_GivesItBack()
    {
        SynchronizationContext own = new();
        TestThread.Run("Has a context", () =>
        {
            SynchronizationContext.SetSynchronizationContext(own);

            Run(() => Coroutine.Async(Coroutine.Yield).Await());

            Assert.AreSame(own, SynchronizationContext.Current);
        });
    }

    [TestMethod]
    public void Continuations_OfAsyncCodeCalledInAFrame_SeeTheFramesValues()
    {
        TaskCompletionSource source = new();
        Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                s_local.Value = "frame";
                Assert.AreEqual("frame", ReadAfter(source.Task).Await());
            });
            source.SetResult();
            frame.Await();
        });
    }

    private static async Task<string?> ReadAfter(Task task)
    {
        await task;
        return s_local.Value;
    }
}
