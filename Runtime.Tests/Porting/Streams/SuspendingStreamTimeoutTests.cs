using System.Net.Sockets;

namespace Baton.Tests;

/// <summary>Time limits hold for the synchronous members whatever the inner stream can do, by the scheduler's clock.</summary>
[TestClass]
public sealed class SuspendingStreamTimeoutTests : SchedulerTest
{
    private readonly ManualTime _time = new();

    private CoroutineSchedulerOptions OnClock => new() { ThreadPool = Pool, TimeProvider = _time };

    [TestMethod]
    public void Read_TakesTooLong_ThrowsAsANetworkStreamDoesAndTheInnerReadGoesOn()
    {
        using Pending pending = new();
        SuspendingStream stream = new(pending.Stream) { ReadTimeout = 100 };
        using CoroutineScheduler scheduler = new(OnClock);
        Frame frame = scheduler.Start(() => stream.ReadByte());
        UntilItWaits(frame);

        _time.Advance(99);
        UntilItWaits(frame);
        Assert.IsFalse(pending.Stream.Token.IsCancellationRequested);
        _time.Advance(1);

        IOException over = Assert.ThrowsExactly<IOException>(frame.Await);
        Assert.AreEqual(SocketError.TimedOut, Assert.IsInstanceOfType<SocketException>(over.InnerException).SocketErrorCode);
        StringAssert.Contains(over.Message, "100 ms");
        Assert.IsFalse(pending.Stream.Token.IsCancellationRequested, "many a stream is of no use after a read that was canceled");
        Assert.AreEqual(0, _time.Pending);
    }

    [TestMethod]
    public async Task Write_TakesTooLongAndTheThreadPoolIsBusy_TheInnerStreamsCallBackRunsWhenItsTurnComes()
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(TimeOutWithABusyThreadPool));

        Assert.AreEqual("timed out, called back", result.Output.Trim(), result.ToString());
    }

    [ChildScenario]
    private static int TimeOutWithABusyThreadPool(string[] _)
    {
        int threads = Environment.ProcessorCount;
        ThreadPool.SetMinThreads(threads, 1);
        ThreadPool.SetMaxThreads(threads, 1000);
        using ManualResetEventSlim leave = new();
        using CountdownEvent busy = new(threads);
        for (int i = 0; i < threads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    busy.Signal();
                    leave.Wait();
                },
                null);
        }

        busy.Wait();
        using ManualResetEventSlim called = new();
        ScriptedStream inner = new()
        {
            OnWrite = (_, token) =>
            {
                token.Register(called.Set);
                return new ValueTask(new TaskCompletionSource<int>().Task);
            },
        };
        IOException? over = null;
        ManualTime time = new();
        TestThread clock = TestThread.Start(() =>
        {
            Eventually.True(() => time.Pending == 1, "the write has begun");
            time.Advance(1);
        });
        CoroutineScheduler.Run(
            () => over = Assert.ThrowsExactly<IOException>(() => new SuspendingStream(inner) { WriteTimeout = 1 }.WriteByte(1)),
            new CoroutineSchedulerOptions { TimeProvider = time });
        clock.Join();
        leave.Set();
        bool calledBack = called.Wait(TimeSpan.FromSeconds(10));
        Console.WriteLine($"{(over is null ? "went on" : "timed out")}, {(calledBack ? "called back" : "never called")}");
        return 0;
    }

    [TestMethod]
    public void Write_TakesTooLong_EndsAnInnerOperationThatMindsItsToken()
    {
        TaskCompletionSource<int> writing = new();
        SuspendingStream stream = new(ScriptedStream.EndedByItsToken(writing)) { WriteTimeout = 100 };
        using CoroutineScheduler scheduler = new(OnClock);
        Frame frame = scheduler.Start(() => stream.WriteByte(1));
        UntilItWaits(frame);

        _time.Advance(100);

        Assert.ThrowsExactly<IOException>(frame.Await);
        Eventually.True(() => writing.Task.IsCanceled, "the inner operation is told, and ends");
    }

    [TestMethod]
    public void Write_TakesTooLong_Throws() => AssertTimesOut(stream => stream.WriteByte(1));

    [TestMethod]
    public void Flush_TakesTooLong_Throws() => AssertTimesOut(stream => stream.Flush());

    [TestMethod]
    public void CopyTo_APieceTakesTooLong_Throws() => AssertTimesOut(stream => stream.CopyTo(Stream.Null));

    [TestMethod]
    public void CopyTo_WithALimit_CopiesPieceByPiece()
    {
        int pieces = 3;
        ScriptedStream inner = new()
        {
            OnRead = (memory, _) =>
            {
                memory.Span[0] = (byte)pieces;
                return ValueTask.FromResult(Math.Sign(pieces--));
            },
        };
        MemoryStream target = new();

        Run(() => new SuspendingStream(inner) { ReadTimeout = 60_000 }.CopyTo(target));

        Assert.AreSequenceEqual(new byte[] { 3, 2, 1 }, target.ToArray());
        Assert.AreEqual("read read read read", inner.Calls);
    }

    [TestMethod]
    public void Read_EndsInTime_LeavesNoTimerAndIsGood()
    {
        using Pending pending = new();
        SuspendingStream stream = new(pending.Stream) { ReadTimeout = 100 };
        using CoroutineScheduler scheduler = new(OnClock);
        Frame<int> frame = scheduler.Start(stream.ReadByte);
        UntilItWaits(frame);
        Assert.AreEqual(1, _time.Pending);

        pending.Memory.Span[0] = 4;
        pending.Complete(1);

        Assert.AreEqual(4, frame.Await());
        Assert.AreEqual(0, _time.Pending);
        Assert.IsFalse(pending.Stream.Token.IsCancellationRequested);
    }

    [TestMethod]
    public void Read_CanceledBeforeTheTimeIsOver_LeavesNoTimer()
    {
        using Pending pending = new();
        SuspendingStream stream = new(pending.Stream) { ReadTimeout = 100 };
        using CoroutineScheduler scheduler = new(OnClock);
        Frame<int> frame = scheduler.Start(stream.ReadByte);
        UntilItWaits(frame);

        frame.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(() => frame.Await());
        Assert.AreEqual(0, _time.Pending);
        Assert.IsTrue(pending.Stream.Token.IsCancellationRequested);
    }

    [TestMethod]
    public void Read_AfterOneThatTookTooLongAndHasNotEnded_WaitsForThatAndNotLonger()
    {
        using Pending pending = new();
        SuspendingStream stream = new(pending.Stream) { ReadTimeout = 100 };
        using CoroutineScheduler scheduler = new(OnClock);
        Frame frame = scheduler.Start(() =>
        {
            Assert.ThrowsExactly<IOException>(() => stream.ReadByte());
            Log.Add("once");
            Assert.ThrowsExactly<IOException>(() => stream.ReadByte());
            Log.Add("twice");
        });
        UntilItWaits(frame);
        _time.Advance(100);
        Eventually.True(() => _time.Pending == 1 && Log.Count == 1, "the second read waits");
        UntilItWaits(frame);

        _time.Advance(100);
        frame.Await();

        AssertLog("once twice");
        Assert.AreEqual("read", pending.Stream.Calls);
    }

    [TestMethod]
    public void Read_OutsideEveryScheduler_TimesOutByTheSystemsClock()
    {
        using Pending pending = new();

        Assert.ThrowsExactly<IOException>(() => new SuspendingStream(pending.Stream) { ReadTimeout = 1 }.ReadByte());
    }

    [TestMethod]
    public void Timeouts_NotSet_AreThoseOfTheInnerStream()
    {
        using SuspendingStream around = new(new SuspendingStream(Stream.Null) { ReadTimeout = 5, WriteTimeout = 6 });
        using SuspendingStream none = new(new MemoryStream());

        Assert.AreEqual((5, 6), (around.ReadTimeout, around.WriteTimeout));
        Assert.AreEqual((Timeout.Infinite, Timeout.Infinite), (none.ReadTimeout, none.WriteTimeout));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-2)]
    public void Timeouts_NotPositive_AreRefused(int value)
    {
        using SuspendingStream stream = new(Stream.Null);

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => stream.ReadTimeout = value);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => stream.WriteTimeout = value);
        stream.ReadTimeout = stream.WriteTimeout = Timeout.Infinite;
    }

    private void AssertTimesOut(Action<Stream> call)
    {
        using Pending pending = new();
        SuspendingStream stream = new(pending.Stream) { ReadTimeout = 100, WriteTimeout = 100 };
        using CoroutineScheduler scheduler = new(OnClock);
        Frame frame = scheduler.Start(() => call(stream));
        UntilItWaits(frame);

        _time.Advance(100);

        Assert.ThrowsExactly<IOException>(frame.Await);
    }
}
