using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>
/// How often garbage is looked for while nothing is garbage: in processes of their own, whose collections nobody else causes.
/// </summary>
[TestClass]
[BesideOthers]
public sealed class GarbageLooksTests
{
    [TestMethod]
    public async Task Wait_BehindLiveCoroutines_CollectsSeldomAndFindsOneThatIsDroppedLater()
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(WaitBehindLiveCoroutines));

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    // One look after 0.1 s, and then 2 s, 6 s, 14 s, 22 s … later: not one in each second.
    [ChildScenario]
    private static int WaitBehindLiveCoroutines(string[] _)
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
        object?[] live = new object?[1];
        Keep(pool, live);
        Task work = pool.Run(() => { });
        using Coroutine<int> refused = Create(pool);
        int before = GC.CollectionCount(2);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 50; i++)
        {
            Assert.ThrowsExactly<CoroutineLimitException>(() => refused.Resume());
            LongEnough.For(100);
        }

        int looks = GC.CollectionCount(2) - before;
        double allowed = 3 + Stopwatch.GetElapsedTime(start).TotalSeconds / 8;
        live[0] = null;
        bool found = work.Wait(TimeSpan.FromSeconds(16));
        Console.WriteLine($"{looks} collections, {(found ? "found" : "not found")}");
        return looks <= allowed && found ? 0 : 1;
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

            LongEnough.For(100);
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
