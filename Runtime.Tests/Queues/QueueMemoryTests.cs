using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>What a queue, its views and its waits keep alive, and for how long.</summary>
[TestClass]
public sealed class QueueMemoryTests : QueueTest
{
    private readonly CoroutineQueue<object> _queue = new();

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    [TestProperty("Conformance", "KCH-28")]
    public void DequeueAll_WaitsForTheNext_DoesNotKeepTheLastItemAlive(Party kind)
    {
        WeakReference item = EnqueueOne(_queue);
        PartyRun receives = Start(kind, () => TakeEach(_queue.DequeueAll()), () => TakeEachAsync(_queue.DequeueAllAsync()));
        receives.UntilItWaits(_queue, 1);

        Eventually.Collected(item, "the last item");

        _queue.Complete();
        receives.Join();
    }

    [TestMethod]
    [TestProperty("Conformance", "KCH-28")]
    public async Task DequeueAsync_AwaitedAfterAWait_DoesNotKeepTheItemAlive()
    {
        ValueTask<object> task = _queue.DequeueAsync();
        WeakReference item = EnqueueOne(_queue);
        await Forget(task);

        Eventually.Collected(item, "the item");
        GC.KeepAlive(task);
    }

    [TestMethod]
    public async Task DequeueAsync_AwaitedTwiceAfterAWait_GivesItsItemOnce()
    {
        ValueTask<object> task = _queue.DequeueAsync();
        _queue.Enqueue(1);
        await Forget(task);

        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => Forget(task));
    }

    [TestMethod]
    public void Items_ManyOnceAndFewSince_TheirMemoryIsGivenBack()
    {
        const int Many = 500_000;
        CoroutineQueue<long> queue = new();
        long before = GC.GetTotalMemory(forceFullCollection: true);

        PassAtOnce(queue, Many);
        PassAtOnce(queue, 3);

        Assert.IsLessThan(Many * sizeof(long) / 10, GC.GetTotalMemory(forceFullCollection: true) - before);
        GC.KeepAlive(queue);
    }

    [TestMethod]
    public void Items_ManyAgainAndAgain_TheirMemoryIsKeptForTheNext()
    {
        const int Many = 5000;
        CoroutineQueue<long> queue = new(Many);
        PassAtOnce(queue, Many);
        long before = GC.GetAllocatedBytesForCurrentThread();

        PassAtOnce(queue, Many);
        PassAtOnce(queue, Many / 2);
        PassAtOnce(queue, Many);

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void PassAtOnce(CoroutineQueue<long> queue, int count)
    {
        for (long i = 0; i < count; i++)
        {
            queue.Enqueue(i);
        }

        for (long i = 0; i < count; i++)
        {
            Assert.IsTrue(queue.TryDequeue(out long item) && item == i);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference EnqueueOne(CoroutineQueue<object> queue)
    {
        object item = new();
        queue.Enqueue(item);
        return new WeakReference(item);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task Forget(ValueTask<object> task) => await task;

    private static void TakeEach(IEnumerable<object> items)
    {
        using IEnumerator<object> each = items.GetEnumerator();
        while (each.MoveNext())
        {
            Look(each);
        }
    }

    private static async Task TakeEachAsync(IAsyncEnumerable<object> items)
    {
        await using IAsyncEnumerator<object> each = items.GetAsyncEnumerator();
        while (await each.MoveNextAsync())
        {
            LookAsync(each);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Look(IEnumerator<object> each) => Assert.IsNotNull(each.Current);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LookAsync(IAsyncEnumerator<object> each) => Assert.IsNotNull(each.Current);
}
