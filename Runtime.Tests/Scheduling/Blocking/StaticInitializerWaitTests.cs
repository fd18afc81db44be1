using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>
/// A static initialiser waits outside every scheduler, by a wait that does not show at once what it waits for, and that needs the type. It
/// throws if that can be proved; an event names it otherwise. Each case has a type of its own, and all cases of a test run at once.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class StaticInitializerWaitTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(4); // longer than any look takes to be sure

    private static CoroutineThreadPool Pool => CoroutineThreadPool.Shared;

    private static Dictionary<string, Func<Func<int>, int>> Proved { get; } = new()
    {
        ["WhenAll"] = need => Task.WhenAll(Pool.Run(need), Pool.Run(() => 1)).Await().Sum(),
        ["WhenAll of tasks without a result"] = need =>
        {
            Task.WhenAll(Pool.Run(() => Discard(need())), Task.CompletedTask).Await();
            return 1;
        },
        ["WhenAll of WhenAll"] = need => Task.WhenAll(Task.WhenAll(Pool.Run(need)), Task.FromResult(new[] { 1 })).Await().Length,
        ["an async method"] = need => Method(Pool.Run(need)).Await(),
        ["an async method that awaits one"] = need => Method(Method(Pool.Run(need))).Await(),
        ["a value task"] = need => new ValueTask<int>(Method(Pool.Run(need))).Await(),
        ["the task of a value task"] = need => new ValueTask<int>(Pool.Run(need)).AsTask().Await(),
        ["WhenAll of runs"] = need => Task.WhenAll(CoroutineScheduler.RunAsync(need), CoroutineScheduler.RunAsync(() => 1)).Await().Sum(),
        ["WhenAll in a run"] = need => CoroutineScheduler.Run(() => Task.WhenAll(Pool.Run(need)).Await()[0]),
        ["an async method in a run"] = need => CoroutineScheduler.Run(() => Method(Pool.Run(need)).Await()),
        ["an asynchronous generator, step by step"] = need =>
        {
            IAsyncEnumerator<int> items = Coroutine.GenerateAsync<int>(y => y.Suspend(need())).GetAsyncEnumerator();
            return items.MoveNextAsync().Await() ? items.Current : 0;
        },
        ["an asynchronous generator as a sequence"] = need => Coroutine.GenerateAsync<int>(y => y.Suspend(need())).AwaitEach().Sum(),
        ["an asynchronous generator, later"] = need => Coroutine.GenerateAsync<int>(y =>
        {
            y.Suspend(1);
            y.Suspend(need());
        }).AwaitEach().Sum(),
        ["a read of a synchronous stream"] = need => new SuspendingStream(new Synchronous(need)).ReadByte(),
        ["a write to a synchronous stream"] = need => Do(stream => stream.WriteByte(1), need),
        ["a flush of a synchronous stream"] = need => Do(stream => stream.Flush(), need),
        ["a copy of a synchronous stream"] = need => Do(stream => stream.CopyTo(Stream.Null), need),
    };

    private static Dictionary<string, Func<Func<int>, CoroutineQueue<int>, int>> Told { get; } = new()
    {
        ["dequeue"] = (need, queue) => Start(need) + queue.Dequeue(),
        ["enqueue"] = (need, queue) =>
        {
            CoroutineQueue<int> full = new(0);
            TestThread.Start(() => { _ = queue.Dequeue(); full.Dequeue(); });
            TestThread.Start(() => need());
            full.Enqueue(1);
            return 1;
        },
        ["select"] = (need, queue) => Start(need) + Select.Any(queue.OnDequeue(_ => { }), Select.After(TimeSpan.FromDays(1))),
        ["sequence of a queue"] = (need, queue) => Start(need) + queue.DequeueAll().First(),
        ["await with a token"] = (need, queue) =>
        {
            using CancellationTokenSource source = new();
            return Start(need) + queue.DequeueAsync().AsTask().Await(source.Token);
        },
        ["await of a task"] = (need, queue) => Start(need) + queue.DequeueAsync().AsTask().Await(),
    };

    private static Dictionary<string, Func<Func<int>, int>> SlowOnes { get; } = new()
    {
        ["WhenAll"] = need => Slow(need, () => Task.WhenAll(Pool.Run(() => Blocking.For(s_slow))).Await()),
        ["a method that can go on without"] = need => Slow(
            need, () => Task.WhenAny(Pool.Run(need), Late.After(s_slow)).Await()),
        ["a wait with a limit"] = need => Slow(
            need, () => Assert.ThrowsExactly<TimeoutException>(() => Pool.Run(need).WaitAsync(s_slow).Await())),
        ["a queue"] = need => Slow(need, () =>
        {
            CoroutineQueue<int> queue = new();
            TestThread.Start(() =>
            {
                Blocking.For(s_slow);
                queue.Enqueue(1);
            });
            queue.Dequeue();
        }),
    };

    [TestCleanup]
    public void AllThatWasLeftHasEnded() => Leftovers.End();

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Initializer_AwaitsWhatNeedsTheTypeByWayOfOthers_ThrowsAndSaysWhy() => RunAll(
        Proved,
        run =>
        {
            TypeInitializationException failed = Assert.ThrowsExactly<TypeInitializationException>(() => run());
            Assert.IsInstanceOfType<InvalidOperationException>(failed.InnerException, failed.ToString());
            StringAssert.Contains(failed.InnerException!.Message, "static initialiser");
        });

    [TestMethod]
    public void Initializer_WaitsForWhatIsOnlySlow_ThrowsNothing() => RunAll(SlowOnes, run => Assert.AreEqual(1, run()));

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Initializer_WaitsForWhatCannotBeProved_AnEventTellsAndThatItIsNeeded()
    {
        foreach ((string name, Func<Func<int>, CoroutineQueue<int>, int> wait) in Told)
        {
            using EventProbe events = new(EventLevel.Informational);
            CoroutineQueue<int> queue = new();
            Func<int> read = InitializedType.New(need => wait(need, queue));
            TestThread initializes = TestThread.Start(() => read());

            Eventually.True(() => events.Count("WaitsInInitializer") >= 2, name);
            StringAssert.Contains((string)events.Payload("WaitsInInitializer")[0]!, "another thread waits for the type");
            queue.Enqueue(1);
            initializes.Join();
        }
    }

    private static int Start(Func<int> need)
    {
        TestThread.Start(() => need());
        return 0;
    }

    private static int Slow(Func<int> need, Action wait)
    {
        TestThread.Start(() => need());
        wait();
        return 1;
    }

    private static void Discard(int value) => _ = value;

    private static async Task<int> Method(Task<int> task) => await task + 1;

    private static int Do(Action<SuspendingStream> call, Func<int> need)
    {
        call(new SuspendingStream(new Synchronous(need)));
        return 1;
    }

    private static void RunAll(Dictionary<string, Func<Func<int>, int>> cases, Action<Func<int>> check)
    {
        Dictionary<string, string> outcomes = cases.Keys.ToDictionary(name => name, _ => "hangs");
        Thread[] threads = [.. cases.Select(one => new Thread(() =>
        {
            try
            {
                check(InitializedType.New(one.Value));
                outcomes[one.Key] = "";
            }
            catch (Exception e)
            {
                outcomes[one.Key] = e.ToString();
            }
        }) { IsBackground = true })];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join(s_limit));

        Assert.AreEqual("", string.Join('\n', outcomes.Where(one => one.Value.Length > 0).Select(one => $"{one.Key}: {one.Value}")));
    }

    private sealed class Synchronous(Func<int> need) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        public override void Flush() => need();

        public override int Read(byte[] buffer, int offset, int count) => need();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => need();
    }
}
