namespace Baton.Tests;

/// <summary>Outside every scheduler a stream that waits blocks its thread: counted, and forbidden where the application says so.</summary>
[TestClass]
public sealed class SuspendingStreamOutsideTests : SchedulerTest
{
    private const string Outside = "baton.blocking.outside";
    private const string Switch = "Baton.ThrowOnBlockingOutside";

    [TestMethod]
    public void Outside_WhatWaits_IsCountedOnceEach()
    {
        ScriptedStream inner = Slow();
        SuspendingStream stream = new(inner);

        stream.ReadByte();
        stream.WriteByte(1);
        stream.Flush();
        stream.CopyTo(Stream.Null);
        stream.Dispose();

        Assert.AreEqual(6, Telemetry[Outside]); // Dispose waits for its flush, and for the end of the inner stream
    }

    [TestMethod]
    public void Outside_WhatNeedNotWait_IsNotCounted()
    {
        SuspendingStream stream = new(new MemoryStream(new byte[5]));

        stream.ReadByte();
        stream.WriteByte(1);
        stream.Flush();
        stream.CopyTo(Stream.Null);
        stream.Dispose();

        Assert.AreEqual(0, Telemetry[Outside]);
    }

    [TestMethod]
    public void Inside_WhatWaits_IsNotCounted()
    {
        Run(() => new SuspendingStream(Slow()).ReadByte());

        Assert.AreEqual(0, Telemetry[Outside]);
    }

    [TestMethod]
    public void Switch_On_WhatWouldBlockThrowsAndWhatNeedNotWaitIsGood()
    {
        using Cleanup off = new(() => AppContext.SetSwitch(Switch, false));
        AppContext.SetSwitch(Switch, true);
        using Pending pending = new();
        SuspendingStream stream = new(pending.Stream);
        SuspendingStream ready = new(new MemoryStream([7]));

        InvalidOperationException refused = Assert.ThrowsExactly<InvalidOperationException>(() => stream.ReadByte());
        Assert.ThrowsExactly<InvalidOperationException>(() => stream.WriteByte(1));

        StringAssert.Contains(refused.Message, "To await a stream's read would block this thread");
        Assert.AreEqual(7, ready.ReadByte());
        Assert.AreEqual(0, Telemetry[Outside]);
    }

    [TestMethod]
    public void Outside_ThreadIsInterrupted_TheOperationIsGivenUp()
    {
        using Pending pending = new();
        byte[] buffer = new byte[8];
        TestThread reads = TestThread.Start(() =>
            Assert.ThrowsExactly<ThreadInterruptedException>(() => new SuspendingStream(pending.Stream).ReadExactly(buffer)));
        pending.UntilCalled(1);
        Eventually.Parked(reads.Thread);

        reads.Thread.Interrupt();
        reads.Join();
        pending.Memory.Span.Fill(9);
        pending.Complete(8);

        Assert.AreSequenceEqual(new byte[8], buffer);
    }

#pragma warning disable CA1835 // the older forms are members too
    [TestMethod]
    public async Task AsynchronousMembers_Always_AreTheInnerStreams()
    {
        using CancellationTokenSource source = new();
        ScriptedStream inner = new() { OnRead = (_, _) => ValueTask.FromResult(1) };
        SuspendingStream stream = new(inner);
        byte[] bytes = [1, 2];

        Assert.AreEqual(1, await stream.ReadAsync(bytes, source.Token));
        Assert.AreEqual(source.Token, inner.Token);
        Assert.AreEqual(1, await stream.ReadAsync(bytes, 0, 2, source.Token));
        await stream.WriteAsync(bytes, source.Token);
        await stream.WriteAsync(bytes, 1, 1, source.Token);
        await stream.FlushAsync(source.Token);
        Assert.AreEqual(source.Token, inner.Token);
        await new SuspendingStream(new ScriptedStream { OnCopyTo = (_, _, _) => Task.CompletedTask }).CopyToAsync(
            Stream.Null, source.Token);

        Assert.AreEqual("read read write write flush", inner.Calls);
        Assert.AreSequenceEqual(new byte[] { 1, 2, 2 }, inner.Written.ToArray());
    }
#pragma warning restore CA1835

    [TestMethod]
    public void BeginAndEnd_InAFrame_WaitAsTheSynchronousMembersDo()
    {
        using Pending pending = new();
        SuspendingStream stream = new(pending.Stream);
        byte[] bytes = new byte[4];
        object state = new();

        Run(() =>
        {
            Frame reads = Coroutine.Async(() =>
            {
                IAsyncResult result = stream.BeginRead(bytes, 1, 2, null, state);
                Assert.AreSame(state, result.AsyncState);
                Log.Add($"read {stream.EndRead(result)}");
                stream.EndWrite(stream.BeginWrite(bytes, 0, 1, null, null));
                Log.Add("written");
            });
            Log.Add("other");
            pending.Memory.Span.Fill(3);
            pending.Complete(2);
            pending.UntilCalledWhile(2, Coroutine.Yield);
            pending.Complete(0);
            reads.Await();
        });

        AssertLog("other read 2 written");
        Assert.AreSequenceEqual(new byte[] { 0, 3, 3, 0 }, bytes);
    }

    private static ScriptedStream Slow() => new()
    {
        OnRead = async (_, _) =>
        {
            await Late.After(25, CancellationToken.None);
            return 0;
        },
        OnWrite = async (_, _) => await Late.After(25, CancellationToken.None),
        OnFlush = _ => Late.After(25, CancellationToken.None),
        OnCopyTo = (_, _, _) => Late.After(25, CancellationToken.None),
        OnDispose = async () => await Late.After(25, CancellationToken.None),
    };
}
