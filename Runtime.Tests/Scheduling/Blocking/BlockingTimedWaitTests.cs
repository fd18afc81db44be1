using System.Collections.Concurrent;
using System.Diagnostics;

namespace Baton.Tests;

/// <summary><see cref="BlockingMode.Yield"/>: what a timed wait returns is true when its frame has the baton back.</summary>
[TestClass]
public sealed class BlockingTimedWaitTests : BlockingTest
{
    private const int Timeout = 20;

    public static IEnumerable<object[]> Rows => Table.Keys.Select(name => new object[] { name });

    // Each wait comes with what ends it, and with a look whether that is still there. A wait that returned false must have left it there.
    private static Dictionary<string, Func<(Func<bool> Wait, Action End, Func<bool> IsLeft)>> Table { get; } = new()
    {
        ["AutoResetEvent.WaitOne"] = () => Of(new AutoResetEvent(false), e => e.WaitOne(Timeout), e => e.Set(), e => e.WaitOne(0)),
        ["ManualResetEvent.WaitOne"] = () => Of(new ManualResetEvent(false), e => e.WaitOne(Timeout), e => e.Set(), e => e.WaitOne(0)),
        ["ManualResetEventSlim.Wait"] = () => Of(new ManualResetEventSlim(), e => e.Wait(Timeout), e => e.Set(), e => e.Wait(0)),
        ["Semaphore.WaitOne"] = () => Of(new Semaphore(0, 1), s => s.WaitOne(Timeout), s => s.Release(), s => s.WaitOne(0)),
        ["SemaphoreSlim.Wait"] = () => Of(new SemaphoreSlim(0), s => s.Wait(Timeout), s => s.Release(), s => s.Wait(0)),
        ["CountdownEvent.Wait"] = () => Of(new CountdownEvent(1), e => e.Wait(Timeout), e => e.Signal(), e => e.Wait(0)),
        ["BlockingCollection.TryTake"] = () => Of(new BlockingCollection<int>(), c => c.TryTake(out _, Timeout), c => c.Add(1),
            c => c.TryTake(out _, 0)),
        ["Task.Wait"] = () => Of(new TaskCompletionSource(), t => t.Task.Wait(Timeout), t => t.SetResult(), t => t.Task.IsCompleted),
        ["Task.WaitAny"] = () => Of(new TaskCompletionSource(), t => Task.WaitAny([t.Task], Timeout) == 0, t => t.SetResult(),
            t => t.Task.IsCompleted),
        ["WaitHandle.WaitAny"] = () => Of(new AutoResetEvent(false), e => WaitHandle.WaitAny([e], Timeout) == 0, e => e.Set(),
            e => e.WaitOne(0)),
        ["WaitHandle.WaitAll"] = () => Of(new AutoResetEvent(false), e => WaitHandle.WaitAll([new ManualResetEvent(true), e], Timeout),
            e => e.Set(), e => e.WaitOne(0)),
    };

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Yield_EndComesAfterTheTimeIsOverButBeforeTheBaton_IsTakenOrLeft(string name)
    {
        (Func<bool> wait, Action end, Func<bool> isLeft) = Table[name]();
        Run(BlockingMode.Yield, () =>
        {
            Frame<bool> waits = Coroutine.Async(wait);
            KeepBaton();
            end();
            Assert.IsTrue(waits.Await() || isLeft(), "the end of the wait is lost");
        });
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Yield_PulseComesAfterTheTimeIsOver_ReachesAWaiter(bool isFromPlainThread)
    {
        object gate = new();
        bool? timed = null;
        bool other = false;
        Run(BlockingMode.Yield, () =>
        {
            Frame first = Coroutine.Async(() =>
            {
                lock (gate)
                {
                    timed = Monitor.Wait(gate, Timeout);
                }
            });
            Frame second = Coroutine.Async(() =>
            {
                lock (gate)
                {
                    Monitor.Wait(gate);
                    other = true;
                }
            });
            KeepBaton();
            if (isFromPlainThread)
            {
                PulseElsewhere(gate);
            }
            else
            {
                Pulse(gate);
            }

            first.Await();
            if (timed != true)
            {
                second.Await();
            }
            else
            {
                Coroutine.Yield();
                Assert.IsFalse(other, "one pulse woke two waiters");
                Pulse(gate);
            }
        });

        Assert.IsNotNull(timed);
    }

    [TestMethod]
    public void Yield_InterruptedAndPulsedBeforeTheBatonIsBack_ThePulseReachesAWaiter()
    {
        object gate = new();
        bool? pulsed = null;
        bool isInterrupted = false;
        bool other = false;
        Run(BlockingMode.Yield, () =>
        {
            Thread? thread = null;
            Frame first = Coroutine.Async(() =>
            {
                thread = Thread.CurrentThread;
                lock (gate)
                {
                    pulsed = Monitor.Wait(gate, 60_000);
                }

                isInterrupted = Assert.ThrowsExactly<ThreadInterruptedException>(() => Thread.Sleep(60_000)) is not null;
            });
            Frame second = Coroutine.Async(() =>
            {
                lock (gate)
                {
                    Monitor.Wait(gate);
                    other = true;
                }
            });
            thread!.Interrupt();
            KeepBaton();
            Pulse(gate);
            first.Await();
            Assert.IsFalse(other, "one pulse woke two waiters");
            Pulse(gate);
            second.Await();
        });

        Assert.IsTrue(pulsed);
        Assert.IsTrue(isInterrupted, "the interrupt stays for the next wait");
    }

    [TestMethod]
    public void Yield_TimeIsOver_IsReportedSoonAfterwards()
    {
        using ManualResetEventSlim never = new();
        Run(BlockingMode.Yield, () =>
        {
            Stopwatch clock = Stopwatch.StartNew();
            Assert.IsFalse(never.Wait(100));
            Assert.IsGreaterThanOrEqualTo(95, clock.ElapsedMilliseconds);
            Assert.IsLessThan(5_000, clock.ElapsedMilliseconds);
        });
    }

    [TestMethod]
    [DataRow("lock")]
    [DataRow("Lock")]
    [DataRow("Mutex")]
    public void Yield_TimedLockIsFreeAgainBeforeTheBatonIsBack_IsHadOrFree(string name)
    {
        object gate = new();
        Lock light = new();
        using Mutex mutex = new();
        (Func<int, bool> enter, Action exit) = name switch
        {
            "lock" => ((Func<int, bool>)(time => Monitor.TryEnter(gate, time)), (Action)(() => Monitor.Exit(gate))),
            "Lock" => (time => light.TryEnter(time), light.Exit),
            _ => (mutex.WaitOne, mutex.ReleaseMutex),
        };
        using OtherSide other = new(new WaitCase { Prepare = () => enter(0), Wait = () => { }, Release = exit });
        Run(BlockingMode.Yield, () =>
        {
            Frame<bool> waits = Coroutine.Async(() =>
            {
                bool isTaken = enter(Timeout);
                if (isTaken)
                {
                    exit();
                }

                return isTaken;
            });
            KeepBaton();
            other.Go();
            bool taken = waits.Await();
            other.Join();
            Assert.IsTrue(enter(10_000), $"taken: {taken}, and nobody else gets it");
            exit();
        });
    }

    private static (Func<bool> Wait, Action End, Func<bool> IsLeft) Of<T>(
        T on, Func<T, bool> wait, Action<T> end, Func<T, bool> isLeft) => (() => wait(on), () => end(on), () => isLeft(on));

    // For longer than the wait's time.
    private static void KeepBaton() => Blocking.For(3 * Timeout);

    private static void Pulse(object gate)
    {
        lock (gate)
        {
            Monitor.Pulse(gate);
        }
    }

    private static void PulseElsewhere(object gate)
    {
        TestThread pulser = TestThread.Start(() => Pulse(gate));
        Eventually.True(() => !pulser.Thread.IsAlive, "the pulse");
    }
}
