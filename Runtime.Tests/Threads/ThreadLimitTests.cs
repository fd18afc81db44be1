namespace Baton.Tests;

[TestClass]
public sealed class ThreadLimitTests : CoroutineTest
{
    private const int Limit = 5;

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Small", MaxThreads = Limit };

    [TestMethod]
    public void Resume_AllThreadsTaken_ThrowsTheLimitWithItsFigures()
    {
        Coroutine<int>[] taken = TakeAllThreads();
        using Coroutine<int> oneMore = Create();

        CoroutineLimitException limit = Assert.ThrowsExactly<CoroutineLimitException>(() => oneMore.Resume());

        Assert.AreEqual(Limit, limit.MaxThreads);
        Assert.AreEqual(Limit, limit.LiveThreads);
        Assert.AreEqual(0, limit.QueueLength);
        Assert.IsNull(limit.InnerException);
        Assert.Contains("Small", limit.Message);
        Array.ForEach(taken, coroutine => coroutine.Dispose());
    }

    [TestMethod]
    public void Resume_AllThreadsTaken_CoroutineStaysCreatedAndRunsLater()
    {
        Coroutine<int>[] taken = TakeAllThreads();
        using Coroutine<int> oneMore = Create();
        Assert.ThrowsExactly<CoroutineLimitException>(() => oneMore.Resume());
        CoroutineStatus refused = oneMore.Status;

        taken[3].Dispose();
        int value = oneMore.Resume();

        Assert.AreEqual(CoroutineStatus.Created, refused);
        Assert.AreEqual(1, value);
        Array.ForEach(taken, coroutine => coroutine.Dispose());
    }

    [TestMethod]
    public void TryResume_AllThreadsTaken_ThrowsTheLimitToo()
    {
        Coroutine<int>[] taken = TakeAllThreads();
        using Coroutine<int> oneMore = Create();

        Assert.ThrowsExactly<CoroutineLimitException>(() => oneMore.TryResume(out _));

        Assert.AreEqual(CoroutineStatus.Created, oneMore.Status);
        Array.ForEach(taken, coroutine => coroutine.Dispose());
    }

    [TestMethod]
    public void Resume_RefusedManyTimes_CountsStayRight()
    {
        Coroutine<int>[] taken = TakeAllThreads();
        using Coroutine<int> oneMore = Create();
        for (int i = 0; i < 10; i++)
        {
            Assert.ThrowsExactly<CoroutineLimitException>(() => oneMore.Resume());
        }

        PoolCounts full = Pool.Workers.Counts;
        Array.ForEach(taken, coroutine => coroutine.Dispose());
        PoolCounts empty = Pool.Workers.Counts;

        Assert.AreEqual(new PoolCounts(Limit, 0, Limit, 0), full);
        Assert.AreEqual(new PoolCounts(Limit, Limit, 0, 0), empty);
    }

    [TestMethod]
    public void Throw_CreatedWithAllThreadsTaken_NeedsNoThread()
    {
        Coroutine<int>[] taken = TakeAllThreads();
        using Coroutine<int> oneMore = Create();

        Assert.ThrowsExactly<FormatException>(() => oneMore.Throw(new FormatException()));

        Array.ForEach(taken, coroutine => coroutine.Dispose());
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-13")]
    public void Resume_EachBodyResumesTheNextWithoutEnd_InnermostGetsTheLimitAndAllUnwind()
    {
        int started = 0;
        using Coroutine<int> outermost = Nest(() => started++);

        CoroutineLimitException limit = Assert.ThrowsExactly<CoroutineLimitException>(() => outermost.Resume());

        Assert.AreEqual(Limit, started);
        Assert.AreEqual(Limit, limit.MaxThreads);
        Assert.AreEqual(CoroutineStatus.Faulted, outermost.Status);
        Assert.AreEqual(Limit, Pool.IdleThreads);
    }

    [TestMethod]
    public void Resume_ThreadsOfAnotherPoolTaken_IsNotLimited()
    {
        Coroutine<int>[] taken = TakeAllThreads();
        using CoroutineThreadPool other = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
        using Coroutine<int> coroutine = Coroutine.Create<int>(Suspend, new CoroutineOptions { ThreadPool = other });

        Assert.AreEqual(1, coroutine.Resume());

        Array.ForEach(taken, c => c.Dispose());
    }

    [TestMethod]
    public void Resume_MoreThreadsRacingForFewPlaces_NeverMoreThanTheLimit()
    {
        int refused = 0;
        int most = 0;
        TestThread[] racers = [.. Enumerable.Range(0, 8).Select(_ => TestThread.Start(() =>
        {
            for (int i = 0; i < 200; i++)
            {
                using Coroutine<int> coroutine = Create();
                try
                {
                    coroutine.Resume();
                    InterlockedMax(ref most, Pool.LiveThreads);
                }
                catch (CoroutineLimitException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }))];

        Array.ForEach(racers, racer => racer.Join());

        Assert.IsLessThanOrEqualTo(Limit, most);
        Assert.AreEqual(new PoolCounts(Pool.LiveThreads, Pool.LiveThreads, 0, 0), Pool.Workers.Counts, $"{refused} were refused");
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen = Volatile.Read(ref most);
        while (value > seen && Interlocked.CompareExchange(ref most, value, seen) is var before && before != seen)
        {
            seen = before;
        }
    }

    private Coroutine<int> Nest(Action started) => Coroutine.Create<int>(
        _ =>
        {
            started();
            using Coroutine<int> inner = Nest(started);
            return inner.Resume();
        },
        InPool);

    private Coroutine<int> Create() => Coroutine.Create<int>(Suspend, InPool);

    private Coroutine<int>[] TakeAllThreads()
    {
        Coroutine<int>[] coroutines = [.. Enumerable.Range(0, Limit).Select(_ => Create())];
        Array.ForEach(coroutines, coroutine => coroutine.Resume());
        return coroutines;
    }

    private static int Suspend(Yielder<int> yielder)
    {
        yielder.Suspend(1);
        return 2;
    }
}
