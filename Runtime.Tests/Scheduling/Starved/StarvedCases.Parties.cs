using System.Diagnostics.Tracing;

namespace Baton.Tests;

internal static partial class StarvedCases
{
    private static IEnumerable<(string Name, Action Run)> Queues()
    {
        yield return ("DequeueAsync by Wait", () => WithItem(queue => Assert.AreEqual(7, queue.DequeueAsync().AsTask().Result)));
        yield return ("DequeueAsync by Await, from a frame", () => WithItem(
            queue => CoroutineScheduler.Run(() => Assert.AreEqual(7, queue.DequeueAsync().Await()))));
        yield return ("DequeueAsync that its token ends", () =>
        {
            using CancellationTokenSource source = new();
            Task<int> taken = new CoroutineQueue<int>().DequeueAsync(source.Token).AsTask();
            source.Cancel();
            Assert.ThrowsExactly<AggregateException>(taken.Wait);
        }
        );
        yield return ("DequeueAllAsync by a thread that blocks", () => WithItem(queue =>
        {
            IAsyncEnumerator<int> items = queue.DequeueAllAsync().GetAsyncEnumerator();
            Assert.IsTrue(items.MoveNextAsync().AsTask().Result);
            Assert.AreEqual(7, items.Current);
            Assert.IsFalse(items.MoveNextAsync().AsTask().Result);
        }));
        yield return ("EnqueueAsync by Wait", () =>
        {
            CoroutineQueue<int> queue = new(0);
            Later(() => queue.Dequeue());
            queue.EnqueueAsync(1).AsTask().Wait();
        }
        );
        yield return ("Dequeue by a frame, of what a thread brings", () => WithItem(
            queue => CoroutineScheduler.Run(() => Assert.AreEqual(7, queue.Dequeue()))));
    }

    private static void WithItem(Action<CoroutineQueue<int>> take)
    {
        CoroutineQueue<int> queue = new();
        Later(() =>
        {
            queue.Enqueue(7);
            Blocking.For(s_moment);
            queue.Complete();
        });
        take(queue);
    }

    private static void Later(Action action) => new Thread(() =>
    {
        Blocking.For(s_moment);
        action();
    })
    { IsBackground = true }.Start();

    private static IEnumerable<(string Name, Action Run)> Selects()
    {
        yield return ("Select.After on a thread", () => Select.Any(Select.After(s_moment)));
        yield return ("Select.After in a frame", () => CoroutineScheduler.Run(() => Select.Any(Select.After(s_moment))));
        yield return ("AnyAsync of Select.After", () => Assert.AreEqual(0, Select.AnyAsync(Select.After(s_moment)).AsTask().Result));
        yield return ("AnyAsync of Select.After, by Await from a frame", () => CoroutineScheduler.Run(
            () => Assert.AreEqual(0, Select.AnyAsync(Select.After(s_moment)).Await())));
        yield return ("AnyAsync with a queue", () => WithItem(queue =>
        {
            int taken = 0;
            Select.AnyAsync(queue.OnDequeue(item => taken = item)).AsTask().Wait();
            Assert.AreEqual(7, taken);
        }));
        yield return ("a select between a frame and a time", () => WithFrame(
            frame => Assert.AreEqual(1, Select.Any(Select.On(frame), Select.After(s_moment))), TimeSpan.FromSeconds(100)));
    }

    private static IEnumerable<(string Name, Action Run)> Bridges()
    {
        yield return ("SyncBridge by Wait", () => SyncBridge.RunAsync(new MemoryStream(), stream => Blocking.For(s_moment)).Wait());
        yield return ("SyncBridge by Result", () => Assert.AreEqual(3, SyncBridge.RunAsync(new MemoryStream([1, 2, 3]), stream =>
        {
            Coroutine.Delay(s_moment);
            return stream.Read(new byte[10]);
        }).Result));
        yield return ("SyncBridge by Await, from a frame", () => CoroutineScheduler.Run(
            () => SyncBridge.RunAsync(new MemoryStream(), stream => Coroutine.Delay(s_moment)).Await()));
        yield return ("SyncBridge that is canceled during a read that ignores it", () =>
        {
            using CancellationTokenSource source = new();
            Task bridge = SyncBridge.RunAsync(new EndlessStream(), stream => _ = stream.ReadByte(), source.Token);
            Blocking.For(s_moment);
            source.Cancel();
            Assert.ThrowsExactly<AggregateException>(bridge.Wait);
        }
        );
        yield return ("CopyToAsync of a stream that has only synchronous members, by Wait", () => Copy(copying => copying.Wait()));
        yield return ("CopyToAsync of a stream that has only synchronous members, by Await, from a frame", () => CoroutineScheduler.Run(
            () => Copy(copying => copying.Await())));
        yield return ("a stream's ReadTimeout", () =>
        {
            using SuspendingStream stream = new(new EndlessStream()) { ReadTimeout = 20 };
            Assert.ThrowsExactly<IOException>(() => stream.ReadByte());
            CoroutineScheduler.Run(() =>
            {
                using SuspendingStream other = new(new EndlessStream()) { ReadTimeout = 20 };
                Assert.ThrowsExactly<IOException>(() => other.ReadByte());
            });
        }
        );
    }

    private static IEnumerable<(string Name, Action Run)> Watches()
    {
        yield return ("the standstill's report", () =>
        {
            using ManualResetEventSlim told = new();
            using EventOfBatons listener = new("SchedulerStoodStill", told);
            Task run = CoroutineScheduler.RunAsync(() =>
            {
                Frame? other = null;
                Frame one = Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    other!.Await();
                });
                other = Coroutine.Async(() => one.Await());
                Coroutine.Delay(TimeSpan.FromSeconds(3));
                one.Cancel();
            });
            told.Wait();
        }
        );
        yield return ("the report of a baton that is kept for too long", () =>
        {
            using ManualResetEventSlim told = new();
            using EventOfBatons listener = new("BatonHeld", told);
            CoroutineScheduler.Run(
                () =>
                {
                    Coroutine.Async(Coroutine.Yield);
#pragma warning disable BATON004 // it is to hold the baton
                    told.Wait();
#pragma warning restore BATON004
                },
                new CoroutineSchedulerOptions { LongTurn = s_moment });
        }
        );
        yield return ("the end of idle threads", () =>
        {
            using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { IdleTimeout = s_moment });
            pool.Run(() => { }).Wait();
            while (pool.LiveThreads > 0)
            {
                Blocking.For(1);
            }
        }
        );
    }

    private static void Copy(Action<Task> wait)
    {
        int left = 3;
        using SuspendingStream stream = new(new SynchronousStream { OnRead = (_, _, _) => left-- > 0 ? 1 : 0 });
        using MemoryStream to = new();
        wait(stream.CopyToAsync(to));
        Assert.AreEqual(3, to.Length);
    }

    private sealed class EventOfBatons(string name, ManualResetEventSlim told) : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Baton")
            {
                EnableEvents(eventSource, EventLevel.Verbose);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == name)
            {
                told?.Set();
            }
        }
    }

    /// <summary>A read of it never ends, whatever its token says.</summary>
    private sealed class EndlessStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(new TaskCompletionSource<int>().Task);
    }
}
