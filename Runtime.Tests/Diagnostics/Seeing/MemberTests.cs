namespace Baton.Tests;

/// <summary>
/// Everybody who should be seen is: coroutines, work, threads, asynchronous methods, first functions, frames without a thread.
/// </summary>
[TestClass]
public sealed class MemberTests : SeeingTest
{
    private readonly TaskCompletionSource _never = new();
    private readonly ManualResetEventSlim _gate = new();

    [TestCleanup]
    public void CleanUp() => _gate.Dispose();

    [TestMethod]
    public void ASuspendedCoroutine_WaitsForItsResume_AndIsOpen()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                yielder.Suspend(1);
                return 2;
            },
            new CoroutineOptions { ThreadPool = Pool, Name = "walker" });
        coroutine.Resume();

        CoroutineInfo seen = Find("walker")!;

        Assert.AreEqual($"c{coroutine.Id}", seen.Key);
        Assert.AreEqual(MemberKind.Coroutine, seen.Kind);
        Assert.AreEqual(MemberStatus.Suspended, seen.Status);
        Assert.AreEqual(WaitKind.Resume, seen.Wait!.Kind);
        Assert.IsTrue(seen.Wait.IsOpen);
        Assert.IsNotNull(seen.Age);
    }

    [TestMethod]
    public void ACoroutineThatIsNotBegunOrHasEnded_IsNotListed()
    {
        using Coroutine<int> created = Coroutine.Create<int>(_ => 1, new CoroutineOptions { ThreadPool = Pool, Name = "created" });
        using Coroutine<int> ended = Coroutine.Create<int>(_ => 1, new CoroutineOptions { ThreadPool = Pool, Name = "ended" });
        ended.Resume();

        Assert.IsNull(Find("created"));
        Assert.IsNull(Find("ended"));
    }

    [TestMethod]
    public void ACoroutineThatResumesAnother_WaitsForItsChild()
    {
        using Coroutine<int> inner = Coroutine.Create<int>(
            _ =>
            {
                _gate.Wait();
                return 1;
            },
            new CoroutineOptions { ThreadPool = Pool, Name = "inner" });
        using Coroutine<int> outer = Coroutine.Create<int>(_ => inner.Resume(), new CoroutineOptions { ThreadPool = Pool, Name = "outer" });
        TestThread thread = TestThread.Start(() => outer.Resume());
        Seen("inner", member => member.ResumedBy is not null, "is resumed");
        Seen("outer", static member => member.Wait?.Duration is not null, "has parked, and waits since then");

        DiagnosticSnapshot snapshot = Capture();

        Assert.AreEqual($"c{outer.Id}", In(snapshot, "inner")!.ResumedBy);
        Assert.AreEqual(WaitKind.Child, In(snapshot, "outer")!.Wait!.Kind);
        Assert.AreEqual($"c{inner.Id}", In(snapshot, "outer")!.Wait!.On.Single().Key);
        _gate.Set();
        thread.Join();
    }

    [TestMethod]
    public void AFramesCoroutineWaits_BothAreSeenInTheWait()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(
            () =>
            {
                using Coroutine<int> walker = Coroutine.Create<int>(
                    _ =>
                    {
                        _never.Task.Await();
                        return 1;
                    },
                    new CoroutineOptions { ThreadPool = Pool, Name = "walker" });
                walker.Resume();
            },
            "driver");

        SeenIn("walker", WaitKind.Task);
        CoroutineInfo driver = SeenIn("driver", WaitKind.Task);
        CoroutineInfo walker = Find("walker")!;

        Assert.AreEqual(driver.Key, walker.ResumedBy);
        Assert.AreEqual(MemberStatus.Waiting, walker.Status);
        frame.Cancel();
    }

    [TestMethod]
    public async Task Work_IsSeenByItsWorker()
    {
        Task work = Pool.Run(() => _gate.Wait());
        CoroutineInfo? seen = null;
        Eventually.True(
            () => (seen = Capture().Members.FirstOrDefault(static member => member.Kind == MemberKind.Work))
                is { Wait: not null },
            "the work blocks");

        Assert.AreEqual(MemberStatus.Blocked, seen!.Status);
        Assert.AreEqual("blocks in a managed wait that Baton is not told of", seen.Wait!.Text);
        StringAssert.StartsWith(seen.Key, "w");
        _gate.Set();
        await work;
    }

    [TestMethod]
    [DataRow("queue", WaitKind.Queue)]
    [DataRow("frame", WaitKind.Frame)]
    [DataRow("select", WaitKind.Select)]
    public void APlainThreadThatWaits_IsSeen(string how, WaitKind kind)
    {
        using CoroutineScheduler scheduler = new(OnPool);
        CoroutineQueue<int> queue = new();
        Frame frame = scheduler.Start(() => _never.Task.Await(), "awaited");
        TestThread thread = TestThread.Start(
            () =>
            {
                switch (how)
                {
                    case "queue":
                        queue.Dequeue();
                        break;
                    case "frame":
                        frame.Await();
                        break;
                    default:
                        Select.Any(queue.OnDequeue(_ => { }));
                        break;
                }
            },
            "visitor");

        CoroutineInfo seen = SeenIn("visitor", kind);

        Assert.AreEqual(MemberKind.Thread, seen.Kind);
        Assert.AreEqual($"t{thread.Thread.ManagedThreadId}", seen.Key);
        Assert.IsNotNull(seen.Wait!.Duration);
        _never.SetResult();
        queue.Enqueue(1);
        thread.Join();
        Assert.IsNull(Find("visitor"));
    }

    [TestMethod]
    [DataRow("limit", WaitKind.Task, "awaits a task, for 1 h 0 min at most")]
    [DataRow("token", WaitKind.Task, "awaits a task, or until a token fires")]
    [DataRow("delay", WaitKind.Delay, "waits for 1 h 0 min, or until a token fires")]
    public void AThreadThatWaitsWithALimit_IsSeenWithIt(string how, WaitKind kind, string text)
    {
        using CancellationTokenSource source = new();
        TestThread thread = TestThread.Start(
            () =>
            {
                switch (how)
                {
                    case "limit":
                        _never.Task.Await(TimeSpan.FromHours(1));
                        break;
                    case "token":
                        _never.Task.Await(source.Token);
                        break;
                    default:
                        Assert.Throws<OperationCanceledException>(() => Coroutine.Delay(TimeSpan.FromHours(1), source.Token));
                        break;
                }
            },
            "visitor");

        CoroutineInfo seen = SeenIn("visitor", kind);

        Assert.AreEqual(text, seen.Wait!.Text);
        Assert.IsTrue(seen.Wait.IsOpen);
        _never.SetResult();
        if (how == "delay")
        {
            source.Cancel();
        }

        thread.Join();
    }

    [TestMethod]
    public async Task AnAsyncMethodAtAQueue_IsSeenThere()
    {
        CoroutineQueue<int> queue = new();
        Task<int> waiting = queue.DequeueAsync().AsTask();

        DiagnosticSnapshot snapshot = Capture();

        CoroutineInfo seen = snapshot.Members.Single(static member => member.Kind == MemberKind.Async);
        QueueInfo at = snapshot.Queues.Single();
        Assert.AreEqual(WaitKind.Queue, seen.Wait!.Kind);
        Assert.AreEqual(at.Key, seen.Wait.On.Single().Key);
        CollectionAssert.AreEqual(new[] { seen.Key }, at.Receivers.ToArray());
        Assert.AreEqual("int", at.ItemType);
        queue.Enqueue(1);
        await waiting;
        Assert.IsEmpty(Capture().Queues);
    }

    [TestMethod]
    public void ARunsFirstFunction_IsSeenOnItsCallersThread()
    {
        TestThread thread = TestThread.Start(() => CoroutineScheduler.Run(() => _never.Task.Await(), OnPool));

        CoroutineInfo seen = SeenIn("main", WaitKind.Task);

        Assert.AreEqual(thread.Thread.ManagedThreadId, seen.ManagedThreadId);
        _never.SetResult();
        thread.Join();
    }

    [TestMethod]
    public void AFirstFunctionThatHasEnded_WaitsForItsRun()
    {
        TestThread thread = TestThread.Start(
            () => CoroutineScheduler.Run(() => { Coroutine.Async(() => _never.Task.Await(), "left"); }, OnPool));

        CoroutineInfo seen = SeenIn("main", WaitKind.Run);

        Assert.IsFalse(seen.Wait!.IsOpen);
        Assert.AreEqual(Find("left")!.Key, seen.Wait.On.Single().Key);
        _never.SetResult();
        thread.Join();
    }

    [TestMethod]
    public void ARunInsideAFrame_TheFrameWaitsForIt()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        scheduler.Start(() => CoroutineScheduler.Run(() => _never.Task.Await(), OnPool), "around");

        CoroutineInfo seen = SeenIn("around", WaitKind.Run);

        Assert.AreEqual(Find("main")!.Key, seen.Wait!.On.Single().Key);
        Assert.AreEqual(seen.ManagedThreadId, Find("main")!.ManagedThreadId);
        _never.SetResult();
    }

    [TestMethod]
    public void FramesThatAHolderHasNotLookedAt_AreCounted_AlsoWhenNoneIsToBeListed()
    {
        CoroutineSchedulerOptions holds = new() { ThreadPool = Pool, Name = "busy", Blocking = BlockingMode.Hold };
        using CoroutineScheduler scheduler = new(holds);
        bool holdsBaton = false;
        scheduler.Start(() =>
        {
            Volatile.Write(ref holdsBaton, true);
            _gate.Wait();
        });
        Eventually.True(() => Volatile.Read(ref holdsBaton), "the first frame has the baton");
        Frame[] others = [.. Enumerable.Range(0, 3).Select(_ => scheduler.Start(static () => { }))];

        SchedulerInfo seen = Capture(new CaptureOptions { MaxUnstarted = 0 }).Schedulers.Single(static one => one.Name == "busy");

        Assert.AreEqual((4, 3, false), (seen.Frames, seen.Unstarted, seen.IsExact));
        _gate.Set();
        Array.ForEach(others, static frame => frame.Await());
    }

    [TestMethod]
    public void FramesWithoutAThread_AreListedUpToALimit_AndCounted()
    {
        using CoroutineThreadPool small = new(new CoroutineThreadPoolOptions { Name = "small", MaxThreads = 1 });
        using CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { ThreadPool = small });
        Frame first = scheduler.Start(() => _never.Task.Await(), "first");
        SeenIn("first", WaitKind.Task);
        Frame[] others = [.. Enumerable.Range(0, 5).Select(_ => scheduler.Start(() => { }, "unstarted"))];
        DiagnosticSnapshot? snapshot = null;
        Eventually.True(
            () => (snapshot = Capture(new CaptureOptions { MaxUnstarted = 2 })).Schedulers
                .Any(one => one.Unstarted == 5),
            "five frames want a thread");

        CoroutineInfo[] listed = [.. snapshot!.Members.Where(static member => member.Status == MemberStatus.Unstarted)];

        Assert.HasCount(2, listed);
        Assert.AreEqual(WaitKind.Thread, listed[0].Wait!.Kind);
        StringAssert.Contains(listed[0].Wait!.Text, "'small'");
        Assert.AreEqual(1, snapshot.Pools.Single(static pool => pool.Name == "small").MaxThreads);
        _never.SetResult();
        Array.ForEach(others, static frame => frame.Await());
    }

    [TestMethod]
    public void AFrameThatLooks_SeesItselfRunningAndItsSchedulerExact()
    {
        DiagnosticSnapshot snapshot = Run(() => Capture());

        Assert.AreEqual(MemberStatus.Running, In(snapshot, "main")!.Status);
        Assert.IsTrue(snapshot.Schedulers.Single(one => one.Key == In(snapshot, "main")!.Scheduler).IsExact);
    }
}
