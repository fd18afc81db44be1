using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Whatever waits for a thread while a coroutine that is garbage has one, and others are busy.</summary>
[TestClass]
public sealed class GarbageInTheWayTests : CoroutineTest
{
    public enum Other
    {
        None,
        Work,
        LiveCoroutine,
        Frame,
    }

    public enum Waiter
    {
        Work,
        Run,
        Frame,
        Bridge,
    }

    public static IEnumerable<object[]> Cases =>
        from other in Enum.GetValues<Other>()
        from waiter in Enum.GetValues<Waiter>()
        select new object[] { other, waiter };

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Test", MaxThreads = 1 };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Wait_BehindAGarbageCoroutine_IsServedAlthoughOtherThreadsAreBusy(Other other, Waiter waiter)
    {
        ExpectedDropped = 1;
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = other == Other.None ? 1 : 2 });
        using IDisposable busy = Occupy(pool, other);
        Drop(pool);

        Task<int> served = Wait(pool, waiter);

        Assert.IsTrue(served.Wait(TimeSpan.FromSeconds(20)), "no thread has come");
        Assert.AreEqual(1, served.Result);
    }

    [TestMethod]
    public async Task Wait_BehindLiveCoroutines_CollectsSeldomAndFindsOneThatIsDroppedLater()
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(WaitBehindLiveCoroutines));

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    // One look after 0.1 s and one after 2.1 s, and not one in each second; then the next is due after 6.1 s.
    [ChildScenario]
    private static int WaitBehindLiveCoroutines(string[] _)
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
        object?[] live = new object?[1];
        Keep(pool, live);
        Task work = pool.Run(() => { });
        using Coroutine<int> refused = Create(pool);
        int before = GC.CollectionCount(2);
        for (int i = 0; i < 50; i++)
        {
            Assert.ThrowsExactly<CoroutineLimitException>(() => refused.Resume());
            Thread.Sleep(100);
        }

        int looks = GC.CollectionCount(2) - before;
        live[0] = null;
        bool found = work.Wait(TimeSpan.FromSeconds(16));
        Console.WriteLine($"{looks} collections, {(found ? "found" : "not found")}");
        return looks <= 3 && found ? 0 : 1;
    }

    [TestMethod]
    [DataRow("work waits in many pools")]
    [DataRow("new pools refuse")]
    public async Task Wait_InManyPoolsBehindLiveCoroutines_CollectsAsSeldomAsForOneAndFindsGarbageInEach(string how)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(WaitInManyPools), how);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    // Looks come at once, and then 2 s, 6 s, 14 s, 22 s … later.
    [ChildScenario]
    private static int WaitInManyPools(string[] how)
    {
        const int Pools = 8;
        CoroutineThreadPool[] pools = [.. Enumerable.Range(0, Pools).Select(
            _ => new CoroutineThreadPool(new CoroutineThreadPoolOptions { MaxThreads = 1 }))];
        object?[][] live = [.. pools.Select(_ => new object?[1])];
        for (int i = 0; i < Pools; i++)
        {
            Keep(pools[i], live[i]);
        }

        int before = GC.CollectionCount(2);
        long start = Stopwatch.GetTimestamp();
        Task[] work = [.. pools.Where(_ => how[0] != "new pools refuse").Select(pool => pool.Run(() => { }))];
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5))
        {
            if (work.Length == 0)
            {
                RefuseInANewPool();
            }

            Thread.Sleep(100);
        }

        int looks = GC.CollectionCount(2) - before;
        double allowed = 3 + Stopwatch.GetElapsedTime(start).TotalSeconds / 8;
        work = work.Length > 0 ? work : [.. pools.Select(pool => pool.Run(() => { }))];
        Array.ForEach(live, one => one[0] = null);
        bool found = Task.WaitAll(work, TimeSpan.FromSeconds(20));
        Console.WriteLine($"{looks} collections, {(found ? "found" : "not found")}");
        return looks <= allowed && found ? 0 : 1;
    }

    private static void RefuseInANewPool()
    {
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
        using Coroutine<int> first = Create(pool);
        first.Resume();
        using Coroutine<int> refused = Create(pool);
        Assert.ThrowsExactly<CoroutineLimitException>(() => refused.Resume());
    }

    private static IDisposable Occupy(CoroutineThreadPool pool, Other other)
    {
        switch (other)
        {
            case Other.Work:
                return new Occupant(pool);
            case Other.LiveCoroutine:
                Coroutine<int> live = Create(pool);
                live.Resume();
                return live;
            case Other.Frame:
                TaskCompletionSource leave = new(TaskCreationOptions.RunContinuationsAsynchronously);
                Task run = CoroutineScheduler.RunAsync(leave.Task.Await, new CoroutineSchedulerOptions { ThreadPool = pool });
                Eventually.True(() => pool.LiveThreads == 1, "the frame has a thread");
                return new Cleanup(() =>
                {
                    leave.SetResult();
                    run.Wait();
                });
            default:
                return new Cleanup(() => { });
        }
    }

    private static Task<int> Wait(CoroutineThreadPool pool, Waiter waiter)
    {
        CoroutineSchedulerOptions options = new() { ThreadPool = pool };
        return waiter switch
        {
            Waiter.Run => CoroutineScheduler.RunAsync(() => 1, options),
            Waiter.Frame => Task.Factory.StartNew(
                () => CoroutineScheduler.Run(() => Coroutine.Async(() => 1).Await(), options), TaskCreationOptions.LongRunning),
            Waiter.Bridge => SyncBridge.RunAsync(new MemoryStream([1]), stream => stream.ReadByte(), options),
            _ => pool.Run(() => 1),
        };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(CoroutineThreadPool pool) => Create(pool).Resume();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep(CoroutineThreadPool pool, object?[] live)
    {
        Coroutine<int> coroutine = Create(pool);
        coroutine.Resume();
        live[0] = coroutine;
    }

    private static Coroutine<int> Create(CoroutineThreadPool pool) => Coroutine.Create<int>(
        yielder =>
        {
            yielder.Suspend(1);
            return 2;
        },
        new CoroutineOptions { ThreadPool = pool });
}
