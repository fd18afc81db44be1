using System.Collections.Concurrent;
using System.Diagnostics;

namespace Baton.Tests;

/// <summary>A wait with a time keeps it, however often the bell rings.</summary>
[TestClass]
public sealed class PhotoTimedWaitTests : BlockingTest
{
    private const int Time = 100; // milliseconds

    public static IEnumerable<object[]> Rows =>
        from name in Waits.Keys
        from mode in new[] { BlockingMode.Hold, BlockingMode.Yield }
        select new object[] { name, mode };

    private static Dictionary<string, Func<bool>> Waits { get; } = new()
    {
        ["Monitor.TryEnter"] = static () => Monitor.TryEnter(Taken.Object, Time),
        ["Lock.TryEnter"] = static () => Taken.Lock.TryEnter(Time),
        ["Monitor.Wait"] = static () =>
        {
            object own = new();
            lock (own)
            {
                return Monitor.Wait(own, Time);
            }
        },
        ["Mutex.WaitOne"] = static () => Taken.Mutex.WaitOne(Time),
        ["AutoResetEvent.WaitOne"] = static () => new AutoResetEvent(false).WaitOne(Time),
        ["WaitHandle.WaitAny"] = static () =>
            WaitHandle.WaitAny([new AutoResetEvent(false), new ManualResetEvent(false)], Time) != WaitHandle.WaitTimeout,
        ["SemaphoreSlim.Wait"] = static () => new SemaphoreSlim(0).Wait(Time),
        ["ManualResetEventSlim.Wait"] = static () => new ManualResetEventSlim().Wait(Time),
        ["Task.Wait"] = static () => new TaskCompletionSource().Task.Wait(Time),
        ["BlockingCollection.TryTake"] = static () => new BlockingCollection<int>().TryTake(out _, Time),
        ["Thread.Join"] = static () => Taken.Thread.Join(Time),
    };

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Take_TimedWait_EndsWhenItsTimeIsOver(string name, BlockingMode mode)
    {
        ParkingSlot? slot = null;
        bool isOver = false;
        int photos = 0;
        TestThread camera = TestThread.Start(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                if (Volatile.Read(ref slot) is { } one && Photographer.Take(one).Outcome == PhotoOutcome.Taken)
                {
                    Interlocked.Increment(ref photos);
                }
            }
        });
        bool hasEnded = false;
        TimeSpan shortest = TimeSpan.MaxValue;
        using (Taken.Take())
        {
            Run(mode, () =>
            {
                Volatile.Write(ref slot, ParkingSlot.TryGetOwn());
                do // a busy machine may leave the camera no time in one wait
                {
                    long begin = Stopwatch.GetTimestamp();
                    hasEnded |= Waits[name]();
                    TimeSpan elapsed = Stopwatch.GetElapsedTime(begin);
                    shortest = elapsed < shortest ? elapsed : shortest;
                }
                while (Volatile.Read(ref photos) == 0);

                Volatile.Write(ref slot, null);
            });
            Volatile.Write(ref isOver, true);
            camera.Join();
        }

        Assert.IsFalse(hasEnded);
        Assert.IsGreaterThanOrEqualTo(Time - 20, (int)shortest.TotalMilliseconds, "not before its time; the system's clock is coarse");
    }

    /// <summary>What another thread has.</summary>
    private sealed class Taken : IDisposable
    {
        private readonly ManualResetEvent _over = new(false);
        private readonly TestThread _thread;

        private Taken()
        {
            using ManualResetEvent taken = new(false);
            _thread = TestThread.Start(() =>
            {
                lock (Object)
                {
                    lock (Lock)
                    {
                        Mutex.WaitOne();
                        taken.Set();
                        _over.WaitOne();
                        Mutex.ReleaseMutex();
                    }
                }
            });
            Thread = _thread.Thread;
            taken.WaitOne();
        }

        internal static object Object { get; } = new();

        internal static Lock Lock { get; } = new();

        internal static Mutex Mutex { get; } = new();

        internal static Thread Thread { get; private set; } = null!;

        internal static Taken Take() => new();

        public void Dispose()
        {
            _over.Set();
            _thread.Join();
            _over.Dispose();
        }
    }
}
