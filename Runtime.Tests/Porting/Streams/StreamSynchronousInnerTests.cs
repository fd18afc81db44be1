using System.Collections.Concurrent;

namespace Baton.Tests;

/// <summary>An inner stream with synchronous members only: each call has a thread of its own, and others run meanwhile.</summary>
[TestClass]
public sealed class StreamSynchronousInnerTests : SchedulerTest
{
    private static IEnumerable<object[]> Pairs =>
        from reader in StreamMembersOf.Reads
        where reader is not (StreamMember.CopyTo or StreamMember.CopyToAsync)
        from writer in StreamMembersOf.All
        where writer.IsWrite()
        select new object[] { reader, writer };

    private bool _isBlocked; // is a call of the inner stream in its blocking part? That call; volatile

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Test", MaxThreads = 4 };

    [TestMethod]
    [DynamicData(nameof(Pairs))]
    public void ReadAndWrite_InTwoFrames_GoAtOnce(StreamMember reader, StreamMember writer)
    {
        SuspendingStream stream = new(Echo());
        byte[] piece = new byte[4];

        Run(() =>
        {
            Frame<int> reads = Coroutine.Async(() => reader.Read(stream, piece));
            writer.Put(stream, [42, 43]);
            Assert.AreEqual(1, reads.Await());
        });

        Assert.AreEqual(42, piece[1]);
    }

    [TestMethod]
    public void ReadAndWrite_ByTwoThreadsOutside_GoAtOnce()
    {
        SuspendingStream stream = new(Echo());
        int got = 0;

        TestThread reads = TestThread.Start(() => got = stream.ReadByte());
        Eventually.Parked(reads.Thread);
        TestThread.Run("Writer", () => stream.WriteByte(42));
        reads.Join();

        Assert.AreEqual(42, got);
    }

    [TestMethod]
    public async Task CopyToAsync_ReadsOnNoThreadOfTheDotnetPool()
    {
        int left = 2;
        bool isOnPool = false;
        SynchronousStream inner = new()
        {
            OnRead = (buffer, offset, count) =>
            {
                isOnPool |= Thread.CurrentThread.IsThreadPoolThread;
                buffer[offset] = (byte)left;
                return Math.Sign(left--);
            },
        };
        MemoryStream target = new();

        await new SuspendingStream(inner).CopyToAsync(target);

        Assert.AreSequenceEqual(new byte[] { 2, 1 }, target.ToArray());
        Assert.IsFalse(isOnPool);
    }

    [TestMethod]
    public void Read_AllThreadsOfTheFramesPoolWait_GetsOn()
    {
        using ManualResetEventSlim ready = new();
        int read = 0;

        Run(() =>
        {
            Frame[] frames = [.. Enumerable.Range(0, 10).Select(_ => Coroutine.Async(() =>
            {
                SynchronousStream inner = new()
                {
                    OnRead = (_, _, _) =>
                    {
                        ready.Wait();
                        return 1;
                    },
                };
                _ = new SuspendingStream(inner).ReadByte();
                read++;
            }))];
            ready.Set();
            Array.ForEach(frames, frame => frame.Await());
        });

        Assert.AreEqual(10, read);
    }

    [TestMethod]
    [DataRow(StreamMember.ReadArray)]
    [DataRow(StreamMember.WriteArray)]
    [DataRow(StreamMember.Flush)]
    [DataRow(StreamMember.CopyTo)]
    public void Member_InnerBlocks_OthersRunAndACancellationEndsTheWait(StreamMember member)
    {
        using ManualResetEventSlim never = new();
        using Cleanup leave = new(never.Set);
        SuspendingStream stream = new(Blocking(never, member));
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() => member.Use(stream, [1, 2, 3]));
        Eventually.True(() => Volatile.Read(ref _isBlocked), "the inner stream blocks"); // a disposal waits for its flush before
        UntilItWaits(frame);
        scheduler.Start(() => Log.Add("other")).Await();

        frame.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("other");
    }

    [TestMethod]
    public void Dispose_InnerBlocks_OthersRunAndACancellationIsToldBehindIt()
    {
        using ManualResetEventSlim end = new();
        using Cleanup leave = new(end.Set);
        SuspendingStream stream = new(Blocking(end, StreamMember.Dispose));
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() =>
        {
            stream.Dispose();
            Log.Add("disposed");
            Coroutine.Yield();
        });
        Eventually.True(() => Volatile.Read(ref _isBlocked), "the inner stream blocks");
        UntilItWaits(frame);

        frame.Cancel();
        scheduler.Start(() => Log.Add("other")).Await();
        end.Set();

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("other disposed");
    }

    [TestMethod]
    [DataRow(StreamMember.ReadArray)]
    [DataRow(StreamMember.WriteArray)]
    [DataRow(StreamMember.Flush)]
    [DataRow(StreamMember.Dispose)]
    [DataRow(StreamMember.CopyTo)]
    public void Member_InnerBlocks_TheTimeLimitHolds(StreamMember member)
    {
        ManualResetEventSlim never = new(); // not disposed of: the call that was left still looks at it
        using Cleanup leave = new(never.Set);
        SuspendingStream stream = new(Blocking(never, member)) { ReadTimeout = 1, WriteTimeout = 1 };

        Assert.ThrowsExactly<IOException>(() => member.Use(stream, [1, 2, 3]));
    }

    [TestMethod]
    public void Read_InnerReadsThroughAnotherSuspendingStream_ItsWaitEndsWithTheCall()
    {
        using Pending pending = new();
        SuspendingStream network = new(pending.Stream);
        bool isUnwound = false;
        SynchronousStream counting = new()
        {
            OnRead = (buffer, offset, count) =>
            {
                try
                {
                    return network.Read(buffer, offset, count);
                }
                finally
                {
                    Volatile.Write(ref isUnwound, true);
                }
            },
        };
        SuspendingStream stream = new(counting);
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() => stream.ReadByte());
        UntilItWaits(frame);
        pending.UntilCalled(1);

        frame.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        Eventually.True(() => Volatile.Read(ref isUnwound), "the inner call has ended");
        pending.Memory.Span[0] = 6;
        pending.Complete(1);
        Assert.AreEqual(6, stream.ReadByte());
    }

    [TestMethod]
    public void Read_Always_RunsInTheCallersExecutionContextOnAnotherThread()
    {
        AsyncLocal<int> local = new() { Value = 5 };
        (int Value, Thread? Thread) seen = default;
        SynchronousStream inner = new()
        {
            OnRead = (_, _, _) =>
            {
                seen = (local.Value, Thread.CurrentThread);
                return 0;
            },
        };

        _ = new SuspendingStream(inner).ReadByte();

        Assert.AreEqual(5, seen.Value);
        Assert.AreNotSame(Thread.CurrentThread, seen.Thread);
        Assert.IsFalse(seen.Thread!.IsThreadPoolThread);
    }

    private SynchronousStream Blocking(ManualResetEventSlim never, StreamMember member)
    {
        Action block = () =>
        {
            Volatile.Write(ref _isBlocked, true);
            never.Wait();
        };
        return new SynchronousStream
        {
            OnRead = (_, _, _) =>
            {
                block();
                return 0;
            },
            OnWrite = _ => block(),
            OnFlush = member == StreamMember.Flush ? block : static () => { },
            OnDispose = member == StreamMember.Dispose ? block : static () => { },
        };
    }

    private static SynchronousStream Echo()
    {
        BlockingCollection<byte> line = [];
        return new SynchronousStream
        {
            OnRead = (buffer, offset, _) =>
            {
                buffer[offset] = line.Take();
                return 1;
            },
            OnWrite = bytes => Array.ForEach(bytes, line.Add),
        };
    }
}
