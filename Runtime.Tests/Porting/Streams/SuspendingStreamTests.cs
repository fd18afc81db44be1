namespace Baton.Tests;

/// <summary>Each synchronous member does what its asynchronous twin does, however and wherever that completes.</summary>
[TestClass]
public sealed class SuspendingStreamTests : SchedulerTest
{
    private static readonly byte[] s_bytes = [.. Enumerable.Range(1, 100).Select(i => (byte)i)];

    private static IEnumerable<object[]> All => InnerBehaviour.All;

    [TestMethod]
    [DynamicData(nameof(All))]
    public void ReadSpan_InnerCompletesInAnyWay_GivesItsBytes(Inner how)
    {
        byte[] read = new byte[101];

        int count = Run(() => new SuspendingStream(Source(how)).Read(read.AsSpan(1)));

        Assert.AreEqual(100, count);
        Assert.AreSequenceEqual(s_bytes.Prepend((byte)0), read);
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public void ReadArray_InnerCompletesInAnyWay_GivesItsBytesWhereTheyBelong(Inner how)
    {
        byte[] read = new byte[10];

        int count = Run(() => new SuspendingStream(Source(how)).Read(read, 2, 6));

        Assert.AreEqual(6, count);
        Assert.AreSequenceEqual(new byte[] { 0, 0, 1, 2, 3, 4, 5, 6, 0, 0 }, read);
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public void ReadByte_InnerCompletesInAnyWay_GivesEachByteAndThenTheEnd(Inner how)
    {
        List<int> read = [];

        Run(() =>
        {
            SuspendingStream stream = new(Source(how));
            do
            {
                read.Add(stream.ReadByte());
            }
            while (read[^1] >= 0);
        });

        Assert.AreSequenceEqual(s_bytes.Select(b => (int)b).Append(-1), read);
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public void Write_EachFormAndInnerCompletesInAnyWay_TakesTheBytesInOrder(Inner how)
    {
        MemoryStream written = new();

        Run(() =>
        {
            SuspendingStream stream = new(Sink(how, written));
            stream.Write(s_bytes, 0, 10);
            stream.Write(s_bytes.AsSpan(10, 20));
            stream.WriteByte(s_bytes[30]);
            stream.Write([]);
            stream.Write(s_bytes.AsSpan(31));
        });

        Assert.AreSequenceEqual(s_bytes, written.ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public void ReadAndWrite_OutsideEveryScheduler_BlockAndDoTheSame(Inner how)
    {
        MemoryStream written = new();
        byte[] read = new byte[100];

        new SuspendingStream(Source(how)).ReadExactly(read);
        new SuspendingStream(Sink(how, written)).Write(s_bytes);

        Assert.AreSequenceEqual(s_bytes, read);
        Assert.AreSequenceEqual(s_bytes, written.ToArray());
    }

    [TestMethod]
    public void Read_InnerIsNotReady_OthersRunMeanwhile()
    {
        TaskCompletionSource ready = new();
        ScriptedStream inner = new()
        {
            OnRead = async (memory, _) =>
            {
                await ready.Task;
                memory.Span[0] = 7;
                return 1;
            },
        };

        Run(() =>
        {
            Frame<int> reads = Coroutine.Async(() => new SuspendingStream(inner).ReadByte());
            Log.Add("other");
            ready.SetResult();
            Log.Add($"{reads.Await()}");
        });

        AssertLog("other 7");
    }

    [TestMethod]
    public void Read_Empty_IsHandedOnAndWaits()
    {
        TaskCompletionSource<int> ready = new();
        int length = -1;
        ScriptedStream inner = new()
        {
            OnRead = (memory, _) =>
            {
                length = memory.Length;
                return new ValueTask<int>(ready.Task);
            },
        };

        Run(() =>
        {
            Frame<int> reads = Coroutine.Async(() => new SuspendingStream(inner).Read([]));
            Assert.IsFalse(reads.IsCompleted);
            ready.SetResult(0);
            Log.Add($"{reads.Await()}");
        });

        AssertLog("0");
        Assert.AreEqual(0, length);
    }

    [TestMethod]
    public void Flush_Always_IsTheInnerFlushAsync()
    {
        TaskCompletionSource flushed = new();
        ScriptedStream inner = new() { OnFlush = _ => flushed.Task };

        Run(() =>
        {
            Frame flushes = Coroutine.Async(() => new SuspendingStream(inner).Flush());
            Assert.IsFalse(flushes.IsCompleted);
            flushed.SetResult();
            flushes.Await();
        });

        Assert.AreEqual("flush", inner.Calls);
    }

    [TestMethod]
    public void Member_InnerThrowsAtOnce_TheSameExceptionComesOut()
    {
        InvalidTimeZoneException failure = new();
        ScriptedStream inner = Failing(() => throw failure);

        AssertEachMemberThrows(inner, failure);
    }

    [TestMethod]
    public void Member_InnerReturnsAFailedTask_TheSameExceptionComesOut()
    {
        InvalidTimeZoneException failure = new();
        ScriptedStream inner = Failing(() => Task.FromException(failure));

        AssertEachMemberThrows(inner, failure);
    }

    [TestMethod]
    public void Member_InnerFailsLater_TheSameExceptionComesOut()
    {
        InvalidTimeZoneException failure = new();
        ScriptedStream inner = Failing(async () =>
        {
            await Task.Yield();
            throw failure;
        });

        AssertEachMemberThrows(inner, failure);
    }

    [TestMethod]
    public void Member_InnerReturnsACanceledTask_ItsTokenComesOut()
    {
        CancellationToken token = new(canceled: true);
        ScriptedStream inner = Failing(() => Task.FromCanceled(token));

        Run(() =>
        {
            foreach (Action member in Members(new SuspendingStream(inner)))
            {
                Assert.AreEqual(token, Assert.ThrowsExactly<TaskCanceledException>(member).CancellationToken);
            }
        });
    }

    [TestMethod]
    public void Read_InnerSaysMoreThanThereIsRoomFor_IsTold()
    {
        ScriptedStream inner = new() { OnRead = (_, _) => ValueTask.FromResult(5) };
        ScriptedStream later = new()
        {
            OnRead = async (_, _) =>
            {
                await Task.Yield();
                return -1;
            },
        };

        Run(() =>
        {
            StringAssert.Contains(
                Assert.ThrowsExactly<IOException>(() => new SuspendingStream(inner).Read(new byte[4])).Message, "5 bytes into 4");
            Assert.ThrowsExactly<IOException>(() => new SuspendingStream(later).Read(new byte[4]));
        });
    }

    [TestMethod]
    public void Read_InnerHasOnlySynchronousMembers_SuspendsAndGivesItsBytes()
    {
        using ManualResetEventSlim ready = new();
        byte[] read = new byte[3];

        Run(() =>
        {
            Frame<int> reads = Coroutine.Async(() => new SuspendingStream(new SynchronousOnly(ready)).Read(read));
            Log.Add("other");
            ready.Set();
            Log.Add($"{reads.Await()}");
        });

        AssertLog("other 3");
        Assert.AreSequenceEqual(new byte[] { 9, 9, 9 }, read);
    }

    [TestMethod]
    public void Properties_Always_AreTheInnerStreams()
    {
        using MemoryStream inner = new([1, 2, 3, 4]);
        using SuspendingStream stream = new(inner);

        stream.Position = 1;
        long end = stream.Seek(-1, SeekOrigin.End);

        Assert.AreEqual(3, end);
        Assert.AreEqual(3, stream.Position);
        Assert.AreEqual(4, stream.Length);
        stream.SetLength(2);
        Assert.AreEqual(2, inner.Length);
        Assert.IsTrue(stream.CanRead && stream.CanSeek && stream.CanWrite && stream.CanTimeout);
        Assert.IsFalse(new SuspendingStream(new ScriptedStream { Readable = false }).CanRead);
        Assert.IsFalse(new SuspendingStream(new ScriptedStream { Writable = false }).CanWrite);
        Assert.IsFalse(new SuspendingStream(new ScriptedStream()).CanSeek);
    }

    [TestMethod]
    public void Constructor_Null_IsRefused() => Assert.ThrowsExactly<ArgumentNullException>(() => new SuspendingStream(null!));

    [TestMethod]
    public void Member_WrongArguments_AreRefusedBeforeAnythingIsCalled()
    {
        ScriptedStream inner = new();
        SuspendingStream stream = new(inner);

        Assert.ThrowsExactly<ArgumentNullException>(() => stream.Read(null!, 0, 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => stream.Read(new byte[2], 1, 2));
        Assert.ThrowsExactly<ArgumentNullException>(() => stream.Write(null!, 0, 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => stream.Write(new byte[2], -1, 2));
        Assert.ThrowsExactly<ArgumentNullException>(() => stream.CopyTo(null!, 1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => stream.CopyTo(Stream.Null, 0));
        Assert.AreEqual("", inner.Calls);
    }

    private static void AssertEachMemberThrows(ScriptedStream inner, Exception failure) => CoroutineScheduler.Run(() =>
    {
        foreach (Action member in Members(new SuspendingStream(inner)))
        {
            Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(member));
        }
    });

    private static Action[] Members(Stream stream) =>
    [
        () => stream.ReadByte(),
        () => stream.ReadAtLeast(new byte[5], 1),
        () => stream.WriteByte(1),
        () => stream.Write(new byte[5], 0, 5),
        stream.Flush,
        () => stream.CopyTo(Stream.Null),
    ];

    private static ScriptedStream Failing(Func<Task> operation) => new()
    {
        OnRead = (_, _) => new ValueTask<int>(Failed(operation())),
        OnWrite = (_, _) => new ValueTask(operation()),
        OnFlush = _ => operation(),
        OnCopyTo = (_, _, _) => operation(),
    };

    private static async Task<int> Failed(Task task)
    {
        await task;
        return 0;
    }

    private static ScriptedStream Source(Inner how)
    {
        int position = 0;
        return new ScriptedStream
        {
            OnRead = async (memory, _) =>
            {
                int count = Math.Min(memory.Length, s_bytes.Length - position);
                int half = count / 2;
                ReadOnlyMemory<byte> bytes = s_bytes.AsMemory(position, count);
                await InnerBehaviour.Do(
                    how,
                    () => bytes[..half].CopyTo(memory),
                    () => bytes[half..].CopyTo(memory[half..]));
                position += count;
                return count;
            },
        };
    }

    private static ScriptedStream Sink(Inner how, MemoryStream written) => new()
    {
        OnWrite = (memory, _) => InnerBehaviour.Do(
            how,
            () => written.Write(memory.Span[..(memory.Length / 2)]),
            () => written.Write(memory.Span[(memory.Length / 2)..])),
    };
}
