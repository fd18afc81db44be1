namespace Baton.Tests;

/// <summary>How a stream ends: its last flush, the inner stream's end, and what is left after that.</summary>
[TestClass]
public sealed class SuspendingStreamDisposeTests : SchedulerTest
{
    [TestMethod]
    public void Dispose_Owner_FlushesAndDisposesTheInnerStreamAndWaitsForBoth()
    {
        TaskCompletionSource flushed = new();
        TaskCompletionSource disposed = new();
        ScriptedStream inner = new() { OnFlush = _ => flushed.Task, OnDispose = () => new ValueTask(disposed.Task) };

        Run(() =>
        {
            Frame frame = Coroutine.Async(new SuspendingStream(inner).Dispose);
            Log.Add(inner.Calls);
            flushed.SetResult();
            Coroutine.Yield();
            Log.Add($"{frame.IsCompleted}");
            disposed.SetResult();
            frame.Await();
        });

        AssertLog("flush False");
        Assert.AreEqual("flush dispose", inner.Calls);
    }

    [TestMethod]
    public void Dispose_LeaveOpen_OnlyFlushes()
    {
        ScriptedStream inner = new();

        Run(() => new SuspendingStream(inner, leaveOpen: true).Close());

        Assert.AreEqual("flush", inner.Calls);
    }

    [TestMethod]
    public void Dispose_OfWhatIsOnlyRead_FlushesNothing()
    {
        ScriptedStream inner = new() { Writable = false };

        Run(() => new SuspendingStream(inner).Dispose());

        Assert.AreEqual("dispose", inner.Calls);
    }

    [TestMethod]
    public void Dispose_WhileAReadWaitsForOneThatWasGivenUp_LeavesTheInnerStreamAlone()
    {
        TaskCompletionSource<int> deaf = new();
        ScriptedStream inner = new() { Writable = false, OnRead = (_, _) => new ValueTask<int>(deaf.Task) };
        SuspendingStream stream = new(inner, leaveOpen: true);

        Run(() =>
        {
            Frame first = Coroutine.Async(() => stream.ReadByte());
            first.Cancel();
            Assert.ThrowsExactly<OperationCanceledException>(first.Await);
            Frame second = Coroutine.Async(() => stream.ReadByte());
            Log.Add($"{second.IsCompleted}");
            stream.Dispose();
            deaf.SetResult(1);
            Assert.ThrowsExactly<ObjectDisposedException>(second.Await);
        });

        AssertLog("False");
        Assert.AreEqual("read", inner.Calls);
    }

    [TestMethod]
    public async Task Dispose_Twice_HasNoEffectTheSecondTime()
    {
        ScriptedStream inner = new();
        SuspendingStream stream = new(inner);

        stream.Dispose();
        stream.Dispose();
        stream.Close();
        await stream.DisposeAsync();

        Assert.AreEqual("flush dispose", inner.Calls);
    }

    [TestMethod]
    public async Task DisposeAsync_Always_IsTheInnerStreamsWithTheLastFlush()
    {
        ScriptedStream owned = new();
        ScriptedStream left = new();

        await new SuspendingStream(owned).DisposeAsync();
        await new SuspendingStream(left, leaveOpen: true).DisposeAsync();

        Assert.AreEqual("flush dispose", owned.Calls);
        Assert.AreEqual("flush", left.Calls);
    }

    [TestMethod]
    public async Task Dispose_TheFlushFails_TheInnerStreamIsDisposedAndTheFailureComesOut()
    {
        IOException failure = new("full");
        ScriptedStream inner = new() { OnFlush = _ => Task.FromException(failure) };
        ScriptedStream other = new() { OnFlush = _ => throw failure };
        SuspendingStream stream = new(inner);

        Assert.AreSame(failure, Assert.ThrowsExactly<IOException>(() => Run(stream.Dispose)));
        Assert.AreSame(failure, await Assert.ThrowsExactlyAsync<IOException>(() => new SuspendingStream(other).DisposeAsync().AsTask()));

        Assert.AreEqual("flush dispose", inner.Calls);
        Assert.AreEqual("flush dispose", other.Calls);
        Assert.IsFalse(stream.CanRead);
        stream.Dispose();
    }

    [TestMethod]
    public void Dispose_InACanceledFrame_DisposesTheInnerStreamAndDoesNotFlush()
    {
        ScriptedStream inner = new()
        {
            OnRead = async (_, token) =>
            {
                await Late.Never(token);
                return 0;
            },
        };
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() =>
        {
            using SuspendingStream stream = new(inner);
            stream.ReadByte();
        });
        UntilItWaits(frame);

        frame.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        Assert.AreEqual("read dispose", inner.Calls);
    }

    [TestMethod]
    public void Dispose_FrameIsCanceledInTheLastFlush_WaitsForItAndDisposesTheInnerStream()
    {
        using Pending pending = new();
        TaskCompletionSource flushed = new();
        ScriptedStream inner = new() { OnFlush = _ => flushed.Task };
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(new SuspendingStream(inner).Dispose);
        UntilItWaits(frame);

        frame.Cancel();
        UntilItWaits(frame);
        Assert.AreEqual("flush", inner.Calls);
        flushed.SetResult();

        frame.Await();
        Assert.AreEqual("flush dispose", inner.Calls);
    }

    [TestMethod]
    public void Dispose_TakesTooLong_IsGivenUp()
    {
        using Pending pending = new();
        ScriptedStream inner = new() { Writable = false, OnDispose = () => new ValueTask(new TaskCompletionSource().Task) };

        Assert.ThrowsExactly<IOException>(() => Run(() => new SuspendingStream(inner) { WriteTimeout = 1 }.Dispose()));
    }

    [TestMethod]
    public void Member_AfterDispose_IsRefused()
    {
        SuspendingStream stream = new(new MemoryStream(), leaveOpen: true);
        stream.Dispose();

        Action[] members =
        [
            () => stream.ReadByte(),
            () => stream.ReadExactly(new byte[1]),
            () => stream.WriteByte(1),
            () => stream.Write(new byte[1], 0, 1),
            stream.Flush,
            () => stream.CopyTo(Stream.Null),
            () => stream.Seek(0, SeekOrigin.Begin),
            () => stream.SetLength(1),
            () => stream.Position = 0,
            () => _ = stream.Position,
            () => _ = stream.Length,
            () => _ = stream.ReadAsync(new byte[1]).AsTask(),
            () => _ = stream.ReadAsync(new byte[1], 0, 1),
            () => _ = stream.WriteAsync(new byte[1]).AsTask(),
            () => _ = stream.WriteAsync(new byte[1], 0, 1),
            () => _ = stream.FlushAsync(),
            () => _ = stream.CopyToAsync(Stream.Null),
            () => stream.BeginRead(new byte[1], 0, 1, null, null),
            () => stream.BeginWrite(new byte[1], 0, 1, null, null),
        ];
        foreach (Action member in members)
        {
            Assert.ThrowsExactly<ObjectDisposedException>(member);
        }

        Assert.IsFalse(stream.CanRead || stream.CanWrite || stream.CanSeek);
    }
}
