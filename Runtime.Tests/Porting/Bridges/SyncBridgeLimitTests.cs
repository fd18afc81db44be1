namespace Baton.Tests;

/// <summary>How many bodies run at once, how many wait, and what becomes of one more.</summary>
[TestClass]
public sealed class SyncBridgeLimitTests : SchedulerTest
{
    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Test", MaxThreads = 8, QueueLimit = 2_000 };

    [TestMethod]
    public async Task RunAsync_ThousandsOfBodies_GoThroughTheThreadsThereAre()
    {
        int now = 0;
        int most = 0;

        int[] lengths = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => SyncBridge.RunAsync(
            SyncBridgeTests.Slow("abc"),
            stream =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref now));
                int length = new StreamReader(stream).ReadToEnd().Length;
                Interlocked.Decrement(ref now);
                return length + i;
            },
            OnPool)));

        Assert.AreSequenceEqual(Enumerable.Range(3, 2_000), lengths);
        Assert.IsLessThanOrEqualTo(8, most);
        Assert.IsGreaterThan(1, most);
    }

    [TestMethod]
    public async Task RunAsync_QueueIsFull_IsRefusedInTheTask()
    {
        using CoroutineThreadPool small = new(new CoroutineThreadPoolOptions { MaxThreads = 1, QueueLimit = 1 });
        CoroutineSchedulerOptions options = new() { ThreadPool = small };
        using Pending pending = new();
        Task<int> runs = SyncBridge.RunAsync(pending.Stream, stream => stream.ReadByte(), options);
        pending.UntilCalled(1);
        Task<int> waits = SyncBridge.RunAsync(Stream.Null, _ => 2, options);

        Task refused = SyncBridge.RunAsync(Stream.Null, _ => Log.Add("ran"), options);

        CoroutineLimitException limit = await Assert.ThrowsExactlyAsync<CoroutineLimitException>(() => refused);
        StringAssert.Contains(limit.Message, "QueueLimit");
        Assert.AreEqual((1, 1, 1), (limit.MaxThreads, limit.LiveThreads, limit.QueueLength));
        pending.Complete(0);
        Assert.AreEqual(-1, await runs);
        Assert.AreEqual(2, await waits);
        AssertLog("");
    }

    [TestMethod]
    public async Task RunAsync_CanceledWhileItWaitsForAThread_NeverRuns()
    {
        using CoroutineThreadPool small = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
        using CancellationTokenSource source = new();
        using (new Occupant(small))
        {
            Task waits = SyncBridge.RunAsync(
                Stream.Null, _ => Log.Add("ran"), new CoroutineSchedulerOptions { ThreadPool = small }, source.Token);

            await source.CancelAsync();

            Assert.AreEqual(source.Token, (await Assert.ThrowsAsync<OperationCanceledException>(() => waits)).CancellationToken);
        }

        AssertLog("");
    }

    [TestMethod]
    public async Task RunAsync_ManyBodiesWait_BlockNoThreadOfTheDotNetPool()
    {
        using CoroutineThreadPool large = new(new CoroutineThreadPoolOptions { MaxThreads = 100 });
        TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int waiting = 0;
        ScriptedStream inner = new()
        {
            OnRead = async (_, _) =>
            {
                Interlocked.Increment(ref waiting);
                await ready.Task;
                return 0;
            },
        };
        int before = ThreadPool.ThreadCount;
        Task[] runs = [.. Enumerable.Range(0, 100).Select(_ =>
            SyncBridge.RunAsync(inner, stream => { stream.ReadByte(); }, new CoroutineSchedulerOptions { ThreadPool = large }))];
        Eventually.True(() => Volatile.Read(ref waiting) == 100, "all bodies wait");

        int during = ThreadPool.ThreadCount;
        ready.SetResult();
        await Task.WhenAll(runs);

        Assert.IsLessThan(before + 20, during);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
