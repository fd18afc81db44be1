using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>The disposal of a pool does not wait for threads that are written off. They may never come back.</summary>
[TestClass]
public sealed class PoolDisposeWrittenOffTests : CoroutineTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);
    private static readonly CoroutineThreadPoolOptions s_patient = new() { Name = "Lossy", DisposeTimeout = Timeout.InfiniteTimeSpan };

    public enum Lost
    {
        SwallowsEachSignal,
        DoesNotEndInTime,
    }

    public enum Other
    {
        None,
        Idle,
        WorkThatEnds,
        CoroutineThatEnds,
    }

    /// <summary>Is the thread lost before the disposal begins?</summary>
    public enum Order
    {
        LostFirst,
        DisposedFirst,
    }

    public static IEnumerable<object[]> Cells =>
        from lost in Enum.GetValues<Lost>()
        from other in Enum.GetValues<Other>()
        from order in Enum.GetValues<Order>()
        select new object[] { lost, other, order == Order.LostFirst };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void DisposeAsync_AThreadIsWrittenOff_WaitsForTheOthersAloneAndTells(Lost lost, Other other, bool isLostFirst)
    {
        ExpectedQuarantined = 1;
        using EventProbe probe = new(EventLevel.Warning);
        using ManualResetEventSlim mayEnd = new();
        CoroutineThreadPool pool = new(s_patient);
        Action endOther = Begin(other, pool);
        Coroutine<int> coroutine = Suspended(pool, lost, mayEnd);
        if (isLostFirst)
        {
            coroutine.Dispose();
        }

        Task disposal = pool.DisposeAsync().AsTask();
        bool isTooEarly = disposal.IsCompleted && (!isLostFirst || other is Other.WorkThatEnds or Other.CoroutineThatEnds);
        if (!isLostFirst)
        {
            coroutine.Dispose();
        }

        endOther();
        bool hasEnded = disposal.Wait(s_long);
        Task again = pool.DisposeAsync().AsTask();
        bool hasEndedAgain = again.Wait(s_long);
        Eventually.True(() => pool.Workers.Counts is { Live: 1, WrittenOff: 1 } || !hasEnded, "the others are back");
        int told = probe.Count("ThreadsLeft", "Lossy");
        string report = told > 0 ? (string)probe.Payloads("ThreadsLeft").Single(static one => one[0] is "Lossy")[1]! : "";
        mayEnd.Set();

        Assert.IsFalse(isTooEarly, "the others are waited for");
        Assert.IsTrue(hasEnded, "what may never end is not waited for");
        Assert.IsTrue(hasEndedAgain);
        Assert.AreEqual(1, told, "an event tells, once");
        StringAssert.Contains(report, "1 have what is quarantined");
        if (lost == Lost.DoesNotEndInTime)
        {
            Eventually.True(() => pool.LiveThreads == 0, "a thread that comes back all the same ends");
        }
    }

    [TestMethod]
    public void DisposeAsync_AWrittenOffThreadCameBackBeforeIt_NothingIsTold()
    {
        ExpectedQuarantined = 1;
        using EventProbe probe = new(EventLevel.Warning);
        using ManualResetEventSlim mayEnd = new();
        CoroutineThreadPool pool = new(s_patient);
        Suspended(pool, Lost.DoesNotEndInTime, mayEnd).Dispose();
        mayEnd.Set();
        Eventually.True(() => pool.IdleThreads == 1, "the thread is back");

        Assert.IsTrue(pool.DisposeAsync().AsTask().Wait(s_long));

        Assert.AreEqual(0, pool.LiveThreads);
        Assert.AreEqual(0, probe.Count("ThreadsLeft", "Lossy"));
    }

    [TestMethod]
    public void Dispose_AThreadIsWrittenOff_DoesNotWaitForIt()
    {
        ExpectedQuarantined = 1;
        using ManualResetEventSlim mayEnd = new();
        CoroutineThreadPool pool = new(s_patient);
        pool.Run(() => { }).Wait();
        Suspended(pool, Lost.SwallowsEachSignal, mayEnd).Dispose();

        TestThread.Run("Disposer", pool.Dispose);

        Assert.AreEqual(1, pool.LiveThreads);
    }

    [TestMethod]
    public void DisposeAsync_AThreadIsWrittenOffAndWorkStays_HasTheBoundAndTellsOfBoth()
    {
        ExpectedQuarantined = 1;
        using EventProbe probe = new(EventLevel.Warning);
        using ManualResetEventSlim mayEnd = new();
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Lossy", DisposeTimeout = TimeSpan.FromMilliseconds(100) });
        using Occupant stays = new(pool);
        Suspended(pool, Lost.SwallowsEachSignal, mayEnd).Dispose();

        Assert.IsTrue(pool.DisposeAsync().AsTask().Wait(s_long));

        Eventually.True(() => probe.Count("ThreadsLeft", "Lossy") == 1, "an event tells");
        StringAssert.StartsWith((string)probe.Payloads("ThreadsLeft").Single(static one => one[0] is "Lossy")[1]!, "2 after");
    }

    private static Action Begin(Other other, CoroutineThreadPool pool)
    {
        switch (other)
        {
            case Other.Idle:
                pool.Run(() => { }).Wait();
                return () => { };
            case Other.WorkThatEnds:
                return new Occupant(pool).Dispose;
            case Other.CoroutineThatEnds:
                Coroutine<int> suspended = Coroutine.Create<int>(
                    yielder =>
                    {
                        yielder.Suspend(1);
                        return 2;
                    },
                    new CoroutineOptions { ThreadPool = pool });
                suspended.Resume();
                return () => suspended.Resume();
            default:
                return () => { };
        }
    }

    private static Coroutine<int> Suspended(CoroutineThreadPool pool, Lost lost, ManualResetEventSlim mayEnd)
    {
        CoroutineOptions options = new() { ThreadPool = pool, UnwindTimeout = lost == Lost.DoesNotEndInTime ? TimeSpan.Zero : s_long };
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                while (true)
                {
                    try
                    {
                        yielder.Suspend(1);
                    }
                    catch (CoroutineCanceledException) when (lost == Lost.SwallowsEachSignal)
                    {
                        // and again
                    }
                    finally
                    {
                        if (lost == Lost.DoesNotEndInTime)
                        {
                            mayEnd.Wait();
                        }
                    }
                }
            },
            options);
        coroutine.Resume();
        return coroutine;
    }
}
