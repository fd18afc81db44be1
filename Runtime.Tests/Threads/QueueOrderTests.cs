using System.Diagnostics.Tracing;

namespace Baton.Tests;

[TestClass]
public sealed class QueueOrderTests : CoroutineTest
{
    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Ordered", MaxThreads = 1 };

    [TestMethod]
    public void Run_FreshThreadEndsWhileWorkIsQueued_WorkKeepsItsOrder()
    {
        using EndingThread ending = new("Ordered");
        using Coroutine<int> fresh = Coroutine.Create<int>(
            yielder =>
            {
                yielder.Suspend(1);
                return 2;
            },
            new CoroutineOptions { ThreadPool = Pool, FreshThread = true });
        List<int> order = [];

        fresh.Resume();
        fresh.Resume();
        ending.AwaitHeld();
        Task[] works = [.. Enumerable.Range(0, 3).Select(number => Pool.Run(() => order.Add(number)))];
        ending.ReleaseAndJoin();
        Task.WaitAll(works);

        Assert.AreEqual("0, 1, 2", string.Join(", ", order));
    }

    /// <summary>Holds up the first thread of a pool that ends, in the event that tells of it.</summary>
    private sealed class EndingThread(string pool) : EventListener
    {
        private readonly ManualResetEventSlim _held = new();
        private readonly ManualResetEventSlim _released = new();
        private Thread? _thread; // interlocked: the first

        internal void AwaitHeld() => _held.Wait();

        internal void ReleaseAndJoin()
        {
            _released.Set();
            _thread!.Join();
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Baton")
            {
                EnableEvents(eventSource, EventLevel.Verbose);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            bool isFirst = eventData.EventName == "ThreadEnded" && pool.Equals(eventData.Payload?[0])
                && Interlocked.CompareExchange(ref _thread, Thread.CurrentThread, null) is null;
            if (isFirst)
            {
                _held.Set();
                _released.Wait();
            }
        }
    }
}
