using System.Diagnostics;

namespace Baton.Tests;

/// <summary>
/// <see cref="BlockingMode.Yield"/>: a frame that waits without the baton takes nothing away from those who could use it.
/// </summary>
[TestClass]
public sealed class BlockingConvoyTests : BlockingTest
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    // What a wait takes it gives back, so that the next waiter can have it.
    public static IEnumerable<object[]> Locks =>
    [
        ["lock"], ["System.Threading.Lock"], ["System.Threading.Lock.TryEnter(timeout)"], ["Monitor.TryEnter(timeout)"],
        ["MethodImplOptions.Synchronized"], ["ReaderWriterLockSlim.EnterReadLock"], ["ReaderWriterLockSlim.EnterWriteLock"],
        ["ReaderWriterLock"], ["LazyInitializer"], ["Mutex"],
    ];

    public static IEnumerable<object[]> Signals => [["AutoResetEvent"], ["Semaphore"], ["SemaphoreSlim"], ["WaitAny"], ["WaitAll"]];

    [TestMethod]
    [DynamicData(nameof(Locks))]
    public void Yield_LockIsReleasedWhileAnotherFrameKeepsTheBaton_APlainThreadGetsIt(string name)
    {
        WaitCase wait = WaitKinds.Named(name).Create();
        using ManualResetEvent go = new(false);
        TestThread plain = TestThread.Start(
            () =>
            {
                go.WaitOne();
                wait.Wait();
            },
            "Plain");
        using OtherSide other = new(wait);
        Run(BlockingMode.Yield, () =>
        {
            Frame waits = Coroutine.Async(wait.Wait);
            go.Set();
            Asleep(plain.Thread);
            other.Go();
            Eventually.True(() => !plain.Thread.IsAlive, "the plain thread had the lock");
            Assert.IsFalse(waits.IsCompleted);
        });
        plain.Join();
    }

    [TestMethod]
    [DynamicData(nameof(Locks))]
    public void Yield_HolderThatMayNotSuspendWantsTheLock_GetsIt(string name)
    {
        WaitCase wait = WaitKinds.Named(name).Create();
        using OtherSide other = new(wait);
        AssertEnds(() =>
        {
            Frame waits = Coroutine.Async(wait.Wait);
            Thread holder = Thread.CurrentThread;
            other.BeforeRelease = () => Asleep(holder);
            using (Coroutine.NoSuspend())
            {
                other.Go();
                wait.Wait();
                Assert.IsFalse(waits.IsCompleted);
            }
        });
    }

    [TestMethod]
    [DataRow("delay")]
    [DataRow("delay that is canceled")]
    [DataRow("limit of a cancellation")]
    public void Yield_HolderWantsATimer_WhoseLockAFrameWaitedForFirst_GetsIt(string what)
    {
        IDisposable? held = null;
        Timer? timer = null;
        WaitCase wait = new()
        {
            Prepare = () => held = TimerLock.Hold(),
            Wait = () => timer = new Timer(_ => { }, null, 100_000, 100_000),
            Release = () => held!.Dispose(),
            CleanUp = () => timer?.Dispose(),
        };
        using OtherSide other = new(wait);
        AssertEnds(() =>
        {
            for (int i = 0; i < 2; i++)
            {
                Coroutine.Async(wait.Wait);
            }

            Thread holder = Thread.CurrentThread;
            other.BeforeRelease = () => Asleep(holder);
            other.Go();
            switch (what)
            {
                case "delay":
                    Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                    break;
                case "delay that is canceled":
                    Frame canceled = Coroutine.Async(() => Coroutine.Delay(TimeSpan.FromHours(1)));
                    canceled.Cancel();
                    Assert.ThrowsExactly<OperationCanceledException>(canceled.Await);
                    break;
                default:
                    Frame slow = Coroutine.Async(() =>
                    {
                        using CancellationTokenRegistration late = Coroutine.CancellationToken.Register(() => Blocking.For(20));
                        new TaskCompletionSource().Task.Await();
                    });
                    TestThread.Start(slow.Cancel);
                    Assert.ThrowsExactly<OperationCanceledException>(slow.Await);
                    break;
            }
        });
    }

    // Two schedulers, user code that sets timers, and plain threads that do.
    [TestMethod]
    public void Yield_FramesAndThreadsSetTimersWithoutEnd_AllGoOn()
    {
        using CancellationTokenSource over = new();
        TestThread[] plain = [.. Enumerable.Range(0, 2).Select(_ => TestThread.Start(() =>
        {
            while (!over.IsCancellationRequested)
            {
                using Timer timer = new(_ => { }, null, 1000, 1000);
            }
        }))];
        Task[] runs = [.. Enumerable.Range(0, 2).Select(_ => CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(() => Rounds(() =>
                {
                    using CancellationTokenSource source = new();
                    source.CancelAfter(1000);
                }));
                Coroutine.Async(() => Rounds(() => Coroutine.Delay(TimeSpan.FromMilliseconds(1))));
            },
            Mode(BlockingMode.Yield)))];

        bool haveEnded = Task.WaitAll(runs, s_patience);
        over.Cancel();

        Assert.IsTrue(haveEnded, "a scheduler stands still");
        Array.ForEach(plain, thread => thread.Join());

        static void Rounds(Action round)
        {
            for (long begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < TimeSpan.FromMilliseconds(1500);)
            {
                round();
                Coroutine.Yield();
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Signals))]
    public void Yield_SignalComesWhileAnotherFrameKeepsTheBaton_IsLeftForWhoeverCanTakeIt(string name)
    {
        using AutoResetEvent reset = new(false);
        using AutoResetEvent never = new(false);
        using ManualResetEvent set = new(true);
        using Semaphore semaphore = new(0, 2);
        using SemaphoreSlim slim = new(0, 2);
        (Action wait, Action signal) = name switch
        {
            "AutoResetEvent" => ((Action)(() => reset.WaitOne()), (Action)(() => reset.Set())),
            "Semaphore" => (() => semaphore.WaitOne(), () => semaphore.Release()),
            "SemaphoreSlim" => (slim.Wait, () => slim.Release()),
            "WaitAny" => (() => WaitHandle.WaitAny([never, reset]), () => reset.Set()),
            _ => (() => WaitHandle.WaitAll([set, reset]), () => reset.Set()),
        };
        AssertEnds(() =>
        {
            Frame waits = Coroutine.Async(wait);
            Rest(); // its thread is in the middle of the wait
            signal();
            Rest();
            using (Coroutine.NoSuspend())
            {
                wait(); // there is one signal: with the baton it is had at once
            }

            Assert.IsFalse(waits.IsCompleted);
            signal();
            waits.Await();
        });
    }

    private void AssertEnds(Action main)
    {
        Task run = CoroutineScheduler.RunAsync(main, Mode(BlockingMode.Yield));
        Assert.IsTrue(Task.WhenAny(run).Wait(s_patience), "the scheduler stands still");
        run.GetAwaiter().GetResult();
    }

    // Keeps the baton for longer than the frame's thread rests between two looks.
    private static void Rest() => Blocking.For(30);

    // Not merely between two looks, as a thread that spins also sleeps.
    private static void Asleep(Thread thread)
    {
        int looks = 0;
        Eventually.True(
            () => (looks = (thread.ThreadState & System.Threading.ThreadState.WaitSleepJoin) != 0 ? looks + 1 : 0) == 200,
            $"thread '{thread.Name}' sleeps");
    }
}
