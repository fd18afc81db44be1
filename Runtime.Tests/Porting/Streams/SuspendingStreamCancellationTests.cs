using System.Buffers;
using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>
/// A cancellation ends the wait in each member, also when the inner stream takes no notice, and the caller's memory is safe then.
/// </summary>
[TestClass]
public sealed class SuspendingStreamCancellationTests : SchedulerTest
{
    private static readonly string[] s_members = ["read", "readbyte", "write", "writebyte", "flush", "copy"];

    private static IEnumerable<object[]> Members => s_members.Select(member => new object[] { member });

    [TestMethod]
    [DynamicData(nameof(Members))]
    public void Member_FrameIsCanceled_TheTokenReachesTheInnerStream(string member)
    {
        ScriptedStream inner = ScriptedStream.Honest();

        AssertUnwinds(inner, member);

        Assert.IsTrue(inner.Token.IsCancellationRequested);
    }

    [TestMethod]
    [DynamicData(nameof(Members))]
    public void Member_FrameIsCanceledAndInnerIgnoresIt_UnwindsAllTheSame(string member)
    {
        using Pending pending = new();

        AssertUnwinds(pending.Stream, member);

        Assert.IsTrue(pending.Stream.Token.IsCancellationRequested);
    }

    [TestMethod]
    [DynamicData(nameof(Members))]
    public void Member_CleanUpOfACanceledFrame_ThrowsAndReachesNothing(string member)
    {
        ScriptedStream inner = new();
        SuspendingStream stream = new(inner);
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() =>
        {
            try
            {
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            }
            finally
            {
                Assert.ThrowsExactly<OperationCanceledException>(() => Call(stream, member));
                Log.Add("cleaned");
            }
        });
        UntilItWaits(frame);

        frame.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("cleaned");
        Assert.AreEqual("", inner.Calls);
    }

    [TestMethod]
    public void Read_FrameIsCanceledWhileItComputes_TheNextReadThrowsThoughInnerIsReady()
    {
        ScriptedStream inner = new() { OnRead = (_, _) => ValueTask.FromResult(1) };
        using CoroutineScheduler scheduler = new(OnPool);
        using ManualResetEventSlim canceled = new();
        Frame frame = scheduler.Start(() =>
        {
            SuspendingStream stream = new(inner);
            Assert.AreEqual(0, stream.ReadByte());
            canceled.Wait();
            stream.ReadByte();
        });
        Eventually.True(() => inner.Calls == "read", "the first read is done");

        frame.Cancel();
        canceled.Set();

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        Assert.AreEqual("read", inner.Calls);
    }

    [TestMethod]
    public void Read_GivenUp_TheInnerStreamWritesIntoNothingOfTheCallers()
    {
        using Pending pending = new();
        byte[] buffer = new byte[16];

        AssertUnwinds(pending.Stream, _ => pending.Read(buffer));
        pending.Memory.Span.Fill(7);
        pending.Complete(16);

        Assert.AreSequenceEqual(new byte[16], buffer);
    }

    [TestMethod]
    public void Read_GivenUp_ItsBufferIsNobodyElses()
    {
        using Pending pending = new();
        byte[][] rented = [];

        AssertUnwinds(pending.Stream, stream =>
        {
            try
            {
                stream.ReadExactly(new byte[16]);
            }
            finally // on the very thread that would get it back first
            {
                rented = [.. Enumerable.Range(0, 10).Select(_ => ArrayPool<byte>.Shared.Rent(16))];
                Array.ForEach(rented, Array.Clear);
            }
        });
        pending.Memory.Span.Fill(7);

        Assert.IsFalse(rented.Any(array => array.Contains((byte)7)));
        pending.Complete(16);
    }

    [TestMethod]
    public void Write_GivenUp_TheInnerStreamStillSeesWhatWasWritten()
    {
        using Pending pending = new();
        byte[] buffer = [1, 2, 3];

        AssertUnwinds(pending.Stream, stream => stream.Write(buffer));
        buffer.AsSpan().Clear();

        Assert.AreSequenceEqual(new byte[] { 1, 2, 3 }, pending.ReadOnly.ToArray());
        pending.Complete(0);
    }

    [TestMethod]
    public void Read_AfterOneThatWasGivenUp_WaitsForItsEndAndGetsItsBytes()
    {
        using Pending pending = new();
        SuspendingStream stream = new(pending.Stream);
        using CoroutineScheduler scheduler = new(OnPool);
        Frame first = scheduler.Start(() => stream.ReadByte());
        UntilItWaits(first);
        first.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(first.Await);

        Frame<int> second = scheduler.Start(stream.ReadByte);
        UntilItWaits(second);
        Assert.AreEqual("read", pending.Stream.Calls);
        pending.Memory.Span[0] = 9;
        pending.Complete(1);

        Assert.AreEqual(9, second.Await());
        Assert.AreEqual("read", pending.Stream.Calls);
    }

    [TestMethod]
    public void Read_GivenUpAndThenItFails_NobodyIsTold()
    {
        int count = UnobservedTasks.CountDuring<InvalidTimeZoneException>(GiveUpOneThatFails);

        Assert.AreEqual(0, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GiveUpOneThatFails()
    {
        using Pending pending = new();
        AssertUnwinds(pending.Stream, "read");
        pending.Fail(new InvalidTimeZoneException());
    }

    [TestMethod]
    public void Read_InsideACoroutineThatAFrameResumes_IsCanceledWithTheFrame()
    {
        ScriptedStream inner = ScriptedStream.Honest();
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() =>
        {
            foreach (int item in Coroutine.Generate<int>(
                yielder => yielder.Suspend(new SuspendingStream(inner).ReadByte()), options: InPool))
            {
                Log.Add($"{item}");
            }
        });
        UntilItWaits(frame);

        frame.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("");
    }

    [TestMethod]
    public void Read_InARegionOfNoSuspend_IsRefusedBeforeItBegins()
    {
        ScriptedStream inner = new();

        Run(() =>
        {
            using (Coroutine.NoSuspend())
            {
                Assert.ThrowsExactly<InvalidOperationException>(() => new SuspendingStream(inner).ReadByte());
            }
        });

        Assert.AreEqual("", inner.Calls);
    }

    [TestMethod]
    public void Member_SchedulerIsDisposed_Unwinds()
    {
        using Pending pending = new();
        CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() => new SuspendingStream(pending.Stream).ReadByte());
        UntilItWaits(frame);

        scheduler.Dispose();

        Assert.IsTrue(frame.IsCompleted);
    }

    private void AssertUnwinds(ScriptedStream inner, string member) => AssertUnwinds(inner, stream => Call(stream, member));

    private void AssertUnwinds(ScriptedStream inner, Action<Stream> call)
    {
        SuspendingStream stream = new(inner);
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() =>
        {
            try
            {
                call(stream);
            }
            finally
            {
                Coroutine.Delay(TimeSpan.FromTicks(1));
                Log.Add("unwound");
            }
        });
        UntilItWaits(frame);

        frame.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("unwound");
    }

    private static void Call(Stream stream, string member)
    {
        switch (member)
        {
            case "read":
                stream.ReadExactly(new byte[3]);
                break;
            case "readbyte":
                stream.ReadByte();
                break;
            case "write":
                stream.Write([1, 2, 3]);
                break;
            case "writebyte":
                stream.WriteByte(1);
                break;
            case "flush":
                stream.Flush();
                break;
            default:
                stream.CopyTo(Stream.Null);
                break;
        }
    }
}
