namespace Baton.Tests;

/// <summary>
/// A thread is interrupted all the time, while another contends for the same gates. What blocks as a call holds the interrupt back: the
/// thread gets it at its next wait of its own. A wait outside every scheduler ends by it, and nothing is lost.
/// </summary>
[TestClass]
public sealed class InterruptStormTests : CoroutineTest
{
    private const string Capture = "capture";
    private const int Rounds = 200;
    private const int RoundsOfLooks = 20; // a look at the whole process costs milliseconds

    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);

    // Made once: a message of .NET's own is read behind a lock, at which an interrupt ends the wait.
    private static readonly FormatException s_failure = new();

    private readonly CoroutineQueue<int> _queue = new(4);

    private CoroutineSchedulerOptions Options => new() { ThreadPool = Pool };

    // What holds interrupts back. Each must do all of its work.
    private Dictionary<string, Action> HeldBack => new()
    {
        ["resume"] = () =>
        {
            using Coroutine<int> coroutine = Coroutine.Create<int>(Two, InPool);
            Assert.AreEqual(3, coroutine.Resume() + coroutine.Resume());
        },
        ["throw"] = () =>
        {
            using Coroutine<int> coroutine = Coroutine.Create<int>(Two, InPool);
            coroutine.Resume();
            Assert.ThrowsExactly<FormatException>(() => coroutine.Throw(s_failure));
        },
        ["dispose"] = () =>
        {
            bool isUnwound = false;
            Coroutine<int> coroutine = Coroutine.Create<int>(
                y =>
                {
                    try
                    {
                        return Two(y);
                    }
                    finally
                    {
                        isUnwound = true;
                    }
                },
                InPool);
            coroutine.Resume();
            coroutine.Dispose();
            Assert.IsTrue(isUnwound);
        },
        ["sequence"] = () => Assert.AreEqual(6, Sequence(1).Sum()),
        ["sequence in batches"] = () => Assert.AreEqual(6, Sequence(2).Sum()),
        ["sequence that is left"] = () => Assert.AreEqual(1, Sequence(1).First()),
        ["parser"] = () =>
        {
            using PushParser<char, string> parser = PushParser.OverText<string>(static reader => reader.ReadToEnd(), InPool);
            parser.Push("ab".AsMemory());
            Assert.IsFalse(parser.TryRead(out _));
            parser.Complete();
            Assert.IsTrue(parser.TryRead(out string? text));
            Assert.AreEqual("ab", text);
        },
        ["run"] = () => CoroutineScheduler.Run(
            static () =>
            {
                CoroutineQueue<int> queue = new(0);
                Frame sender = Coroutine.Async(() => queue.Enqueue(1));
                Coroutine.Yield();
                Assert.AreEqual(1, queue.Dequeue());
                sender.Await();
                Coroutine.Delay(TimeSpan.FromMilliseconds(0.1));
            },
            Options),
        ["run with a token"] = () =>
        {
            using CancellationTokenSource source = new();
            CoroutineScheduler.Run(static () => Coroutine.Async(Coroutine.Yield), Options, source.Token);
        },
        ["scope in a run"] = () => CoroutineScheduler.Run(
            static () => CoroutineScope.Run(static scope => { scope.Async(Coroutine.Yield); }), Options),
        ["scope outside"] = static () => Assert.AreEqual(1, CoroutineScope.Run(static scope => scope.Async(static () => 1)).Await()),
        ["scope outside is canceled"] = static () => CoroutineScope.Run(static scope => scope.Cancel()),
        ["block outside"] = static () => Assert.AreEqual(1, Coroutine.WithTimeout(s_long, static () => 1)),
        ["block with a token outside"] = static () =>
        {
            using CancellationTokenSource source = new();
            Assert.IsTrue(Coroutine.WithCancellation(source.Token, static () => Coroutine.CancellationToken.CanBeCanceled));
        },
        ["work"] = () => Outlast(Pool.Run(static () => { })),
        ["RunAsync"] = () => Outlast(CoroutineScheduler.RunAsync(static () => Coroutine.Async(Coroutine.Yield).Await(), Options)),
        ["start, cancel, dispose of the scheduler"] = () =>
        {
            using CoroutineScheduler scheduler = new(Options);
            bool hasBegun = false;
            bool isCleanedUp = false;
            Frame frame = scheduler.Start(() =>
            {
                hasBegun = true;
                try
                {
                    Coroutine.Delay(s_long);
                }
                finally
                {
                    isCleanedUp = true;
                }
            });
            Frame other = scheduler.Start(static () => Coroutine.Delay(s_long));
            other.Cancel();
            Outlast(other.AsTask());
            scheduler.Dispose();
            Assert.IsTrue(frame.IsCompleted && other.IsCompleted);
            Assert.AreEqual(hasBegun, isCleanedUp);
        },
        ["dispose of a pool"] = static () =>
        {
            CoroutineThreadPool pool = new();
            Outlast(pool.Run(static () => { }));
            pool.Dispose();
            Assert.AreEqual(0, pool.LiveThreads);
        },
        ["try the queue"] = () =>
        {
            _queue.TryEnqueue(1);
            _queue.TryDequeue(out _);
        },
        ["await the queue"] = () =>
        {
            CoroutineQueue<int> queue = new(0);
            Task<int> received = queue.DequeueAsync().AsTask();
            Outlast(queue.EnqueueAsync(1).AsTask());
            Outlast(received);
            Assert.AreEqual(1, received.Result);
        },
        // without patience: a scheduler that an earlier test has left would cost it in each round
        [Capture] = static () => _ = CoroutineDiagnostics.Capture(new CaptureOptions { Patience = TimeSpan.Zero }),
    };

    // What an interrupt ends.
    private Dictionary<string, Action> Ended => new()
    {
        ["await"] = () => Pool.Run(static () => { }).Await(),
        ["await with a limit"] = () => Pool.Run(static () => { }).Await(s_long),
        ["delay"] = static () => Coroutine.Delay(TimeSpan.FromMilliseconds(0.1)),
        ["queue"] = () =>
        {
            CoroutineQueue<int> queue = new(0);
            Task sent = queue.EnqueueAsync(1).AsTask();
            try
            {
                Assert.AreEqual(1, queue.Dequeue());
            }
            catch (ThreadInterruptedException)
            {
                Assert.IsTrue(queue.TryDequeue(out _), "nothing was taken");
                throw;
            }
            finally
            {
                Outlast(sent);
            }
        },
        ["each"] = static () => Assert.AreEqual(1, Items().AwaitEach().Sum()),
    };

    public static IEnumerable<object[]> Cells =>
        new InterruptStormTests { TestContext = null! }.HeldBack.Keys.Select(name => new object[] { name, false })
            .Concat(new InterruptStormTests { TestContext = null! }.Ended.Keys.Select(name => new object[] { name, true }));

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Call_ThreadIsInterruptedAllTheTime_DoesItsWorkOrEndsAsDocumented(string name, bool isEnded)
    {
        Action act = isEnded ? Ended[name] : HeldBack[name];
        act(); // what .NET makes at first use, it makes behind locks, at which an interrupt ends the wait
        int rounds = name == Capture ? RoundsOfLooks : Rounds;
        bool stop = false;
        TestThread victim = TestThread.Start(() =>
        {
            for (int i = 0; i < rounds; i++)
            {
                try
                {
                    act();
                }
                catch (ThreadInterruptedException) when (isEnded)
                {
                    // as documented
                }

                _ = TestThread.TakePendingInterrupt();
            }
        });
        TestThread contender = TestThread.Start(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                act();
            }
        });
        TestThread interrupter = TestThread.Start(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                victim.Thread.Interrupt();
                Thread.Yield();
            }
        });

        try
        {
            victim.Join();
        }
        finally
        {
            Volatile.Write(ref stop, true);
            contender.Join();
            interrupter.Join();
        }
    }

    private static int Two(Yielder<int> yielder)
    {
        yielder.Suspend(1);
        return 2;
    }

    private static async IAsyncEnumerable<int> Items()
    {
        await Task.Yield();
        yield return 1;
    }

    // Without a wait that an interrupt would end.
    private static void Outlast(Task task)
    {
        while (!task.IsCompleted)
        {
            Thread.Yield();
        }
    }

    private IEnumerable<int> Sequence(int batch) => Coroutine.Generate<int>(
        static y =>
        {
            y.Suspend(1);
            y.Suspend(2);
            y.Suspend(3);
        },
        batch,
        InPool);
}
