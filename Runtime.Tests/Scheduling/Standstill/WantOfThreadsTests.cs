using System.Collections.Concurrent;

namespace Baton.Tests;

/// <summary>
/// More is wanted of a pool than it has threads. What a frame with a thread waits for goes first; when all threads belong to such frames,
/// one is told and the others get on.
/// </summary>
[TestClass]
public sealed class WantOfThreadsTests : SchedulerTest
{
    private static readonly bool[] s_both = [false, true];

    private const int Threads = 2;
    private const int Requests = 8;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<int, bool> _begun = new();

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Few", MaxThreads = Threads };

    private CoroutineSchedulerOptions Options => new() { ThreadPool = Pool, StandstillInterval = s_look };

    // How a request waits for what needs a thread.
    private static Dictionary<string, Func<CoroutineThreadPool, int>> Waits { get; } = new()
    {
        ["frame"] = _ => Coroutine.Async(() => 1).Await(),
        ["scope"] = _ => CoroutineScope.Run(static scope => scope.Async(() => 1)).Await(),
        ["first"] = _ =>
        {
            Frame<int> only = Coroutine.Async(() => 1);
            Frame.AwaitAny(only);
            return only.Await();
        },
        ["supervised scope"] = _ => CoroutineScope.Run(
            static scope => { scope.Async(() => 1); scope.Async(() => 1); return 1; }, new CoroutineScopeOptions { Supervise = true }),
        ["all"] = _ => Frame.AwaitAll(Coroutine.Async(() => 1))[0],
        ["work"] = pool => pool.Run(() => 1).Await(),
        ["frame in a sequence"] = pool => Coroutine.Generate<int>(
            y => y.Suspend(Coroutine.Async(() => 1).Await()), options: new CoroutineOptions { ThreadPool = pool }).Count(),
        ["scope in a coroutine"] = pool =>
        {
            using Coroutine<int> coroutine = Coroutine.Create<int>(
                _ => CoroutineScope.Run(static scope => scope.Async(() => 1)).Await(), new CoroutineOptions { ThreadPool = pool });
            return coroutine.Resume();
        },
        ["work in a sequence"] = pool => Coroutine.Generate<int>(
            y => y.Suspend(pool.Run(() => 1).Await()), options: new CoroutineOptions { ThreadPool = pool }).Count(),
    };

    public static IEnumerable<object[]> Cells =>
        from wait in Waits.Keys
        from isRunEach in s_both
        select new object[] { wait, isRunEach };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Requests_EachWantsAThreadMoreThanItHas_SomeAreToldThatHaveBegunAndTheOthersGetOn(string wait, bool isRunEach)
    {
        using CoroutineScheduler scheduler = new(Options);
        Task<int>[] requests = [.. Enumerable.Range(0, Requests).Select(number => isRunEach
            ? CoroutineScheduler.RunAsync(() => Request(number, Waits[wait]), Options)
            : scheduler.Start(() => Request(number, Waits[wait])).AsTask())];

        Assert.IsTrue(Task.WhenAll(requests.Select(one => Task.WhenAny(one))).Wait(s_limit), "all requests end");
        int[] told = [.. Enumerable.Range(0, Requests).Where(number => requests[number].IsFaulted)];
        foreach (int number in told)
        {
            Exception failure = requests[number].Exception!.InnerException!;
            Assert.IsTrue(failure is CoroutineDeadlockException or CoroutineLimitException, failure.ToString());
        }

        Assert.IsTrue(Array.TrueForAll(told, _begun.ContainsKey), $"none is told that has not begun: {string.Join(' ', told)}");
        Assert.IsTrue(wait.Contains(' ') || told.Length is > 0 and < Requests, $"{told.Length}");
        Eventually.True(() => Pool.IdleThreads == Pool.LiveThreads, "all threads come back");
    }

    [TestMethod]
    public void Message_OfALackOfThreads_SaysWhatToDoBeforeItNamesTheFrames()
    {
        string message = Assert.ThrowsExactly<CoroutineDeadlockException>(() => CoroutineScheduler.Run(
            () =>
            {
                Frame[] frames = [.. Enumerable.Range(0, 30).Select(_ => Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    Coroutine.Async(() => { }).Await();
                }))];
                Frame.AwaitAll(frames);
            },
            Options)).Message;

        string[] lines = message.Split(Environment.NewLine);
        StringAssert.Contains(lines[1], "raise CoroutineThreadPoolOptions.MaxThreads");
        Assert.IsLessThan(15, lines.Length);
    }

    [TestMethod]
    public void Thread_ComesFree_IsForTheFrameThatAFrameWithAThreadAwaits()
    {
        Run(() =>
        {
            bool isOver = false;
            Frame parent = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Coroutine.Async(() => Log.Add("child")).Await();
            });
            Coroutine.Async(() =>
            {
                while (!isOver)
                {
                    Coroutine.Yield();
                }
            });
            Frame[] others = [.. Enumerable.Range(0, 2).Select(i => Coroutine.Async(() => Log.Add($"other{i}")))];
            Coroutine.Yield();
            Coroutine.Yield();
            isOver = true;
            parent.Await();
            Frame.AwaitAll(others);
        });

        AssertLog("child other0 other1");
    }

    [TestMethod]
    public void Thread_ManyAreAwaitedOneAfterTheOther_TheOthersAreNotStarved()
    {
        using CoroutineThreadPool three = new(new CoroutineThreadPoolOptions { Name = "Three", MaxThreads = 3 });
        int children = 0;
        CoroutineScheduler.Run(
            () =>
            {
                bool hasRun = false;
                Frame[] loops = [.. Enumerable.Range(0, 2).Select(_ => Coroutine.Async(() =>
                {
                    while (!hasRun && children < 100 * WorkQueue.MostAhead)
                    {
                        Coroutine.Async(Coroutine.Yield).Await();
                        children++;
                    }
                }))];
                Coroutine.Async(() => hasRun = true);
                Frame.AwaitAll(loops);
            },
            new CoroutineSchedulerOptions { ThreadPool = three });

        Assert.IsLessThan(100 * WorkQueue.MostAhead, children);
    }

    private int Request(int number, Func<CoroutineThreadPool, int> wait)
    {
        _begun[number] = true;
        for (long start = Environment.TickCount64; _begun.Count < Threads && Environment.TickCount64 - start < 2000;)
        {
            Coroutine.Yield(); // until all threads are taken
        }

        return wait(Pool);
    }
}
