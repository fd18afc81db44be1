namespace Baton.Tests;

/// <summary>A read whose time is over is not canceled, until nobody can want any more what it brings.</summary>
[TestClass]
public sealed class StreamTimedOutReadTests : SchedulerTest
{
    private readonly ManualTime _time = new();

    private CoroutineSchedulerOptions OnClock => new() { ThreadPool = Pool, TimeProvider = _time };

    [TestMethod]
    public void Poll_OfAStreamThatACanceledReadBreaks_GetsAll()
    {
        using LateSource source = new(isSynchronous: false);
        bool isBroken = false;
        ScriptedStream inner = new()
        {
            OnRead = (memory, token) =>
            {
                token.Register(() => isBroken = true); // as an HTTP response or a web socket, which close their connections
                return source.Stream.ReadAsync(memory, CancellationToken.None);
            },
        };
        SuspendingStream stream = new(inner) { ReadTimeout = 1 };
        List<int> got = [];
        for (int i = 0; i < 3; i++)
        {
            Assert.ThrowsExactly<IOException>(() => stream.ReadByte());
            source.Bring((byte)i);
            stream.ReadTimeout = Timeout.Infinite;
            got.Add(stream.ReadByte());
            stream.ReadTimeout = 1;
        }

        Assert.AreSequenceEqual(Enumerable.Range(0, 3), got);
        Assert.IsFalse(isBroken);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Dispose_AfterAReadThatTookTooLong_EndsIt(bool leaveOpen)
    {
        TaskCompletionSource<int> reading = new();
        SuspendingStream stream = new(ScriptedStream.EndedByItsToken(reading), leaveOpen) { ReadTimeout = 1 };
        Assert.ThrowsExactly<IOException>(() => stream.ReadByte());
        Assert.IsFalse(reading.Task.IsCompleted);

        stream.Dispose();

        Eventually.True(() => reading.Task.IsCanceled, "the inner operation is told, and ends");
    }

    [TestMethod]
    public void Frame_CanceledAfterAReadThatTookTooLong_EndsIt()
    {
        TaskCompletionSource<int> reading = new();
        SuspendingStream stream = new(ScriptedStream.EndedByItsToken(reading)) { ReadTimeout = 100 };
        using CoroutineScheduler scheduler = new(OnClock);
        Frame frame = scheduler.Start(() =>
        {
            Assert.ThrowsExactly<IOException>(() => stream.ReadByte());
            Log.Add("once");
            stream.ReadByte();
        });
        UntilItWaits(frame);
        _time.Advance(100);
        Eventually.True(() => _time.Pending == 1 && Log.Count == 1, "the second read waits");
        UntilItWaits(frame);
        Assert.IsFalse(reading.Task.IsCompleted);

        frame.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        Eventually.True(() => reading.Task.IsCanceled, "the inner operation is told, and ends");
    }

    [TestMethod]
    public async Task Bridge_EndsAfterAReadThatTookTooLong_EndsItToo()
    {
        TaskCompletionSource<int> reading = new();

        await SyncBridge.RunAsync(ScriptedStream.EndedByItsToken(reading), stream =>
        {
            stream.ReadTimeout = 1;
            Assert.ThrowsExactly<IOException>(() => stream.ReadByte());
        });

        Eventually.True(() => reading.Task.IsCanceled, "the inner operation is told, and ends");
    }

    [TestMethod]
    public void Seek_OfAStreamThatCannotSeekAfterAReadThatTookTooLong_IsRefusedAndLeavesTheRead()
    {
        TaskCompletionSource<int> reading = new();
        SuspendingStream stream = new(ScriptedStream.EndedByItsToken(reading)) { ReadTimeout = 1 };
        Assert.ThrowsExactly<IOException>(() => stream.ReadByte());
        stream.ReadTimeout = Timeout.Infinite;

        Assert.ThrowsExactly<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));

        Assert.IsFalse(reading.Task.IsCompleted);
        stream.Dispose();
    }

    [TestMethod]
    public void ReadThatTookTooLong_EndsUnderALockThatItsTokensCallbackWants_BlocksNobody()
    {
        using ManualResetEventSlim called = new();
        Lock gate = new();
        TaskCompletionSource<int> reading = new();
        ScriptedStream inner = new()
        {
            OnRead = (_, token) =>
            {
                token.Register(() =>
                {
                    called.Set();
                    gate.Enter();
                    gate.Exit();
                });
                return new ValueTask<int>(reading.Task);
            },
        };
        SuspendingStream stream = new(inner) { ReadTimeout = 1 };
        using CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { ThreadPool = Pool });
        Frame frame = scheduler.Start(() =>
        {
            Assert.ThrowsExactly<IOException>(() => stream.ReadByte());
            Log.Add("once");
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        });
        Eventually.True(() => Log.Count == 1, "the read is given up");
        UntilItWaits(frame);

        TestThread.Run("Ends the read", () =>
        {
            lock (gate)
            {
                TestThread.Start(frame.Cancel);
                called.Wait();
                reading.SetResult(0);
            }
        });

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
    }
}
