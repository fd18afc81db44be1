namespace Baton.Tests;

/// <summary>A read whose time was over, or whose frame was canceled, loses nothing: what it brings is for the next read.</summary>
[TestClass]
public sealed class StreamGivenUpReadTests : SchedulerTest
{
    private static IEnumerable<object[]> Rows =>
        from member in StreamMembersOf.Reads
        from place in (CallersPlace[])[CallersPlace.Frame, CallersPlace.Outside, CallersPlace.OutsideUnderAContext]
        from isSynchronous in (bool[])[false, true]
        select new object[] { member, place, isSynchronous };

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Read_AfterOneWhoseTimeWasOver_GetsItsBytesFirst(StreamMember member, CallersPlace place, bool isSynchronous)
    {
        using LateSource source = new(isSynchronous);
        byte[] rest = [];

        place.Run(Pool, () =>
        {
            SuspendingStream stream = TimedOut(source, 5);
            source.Bring(1, 2, 3, 4, 5);
            source.Bring(6, 7);
            source.Bring();
            source.Bring();
            rest = member.ReadAll(stream);
        });

        Assert.AreSequenceEqual(new byte[] { 1, 2, 3, 4, 5, 6, 7 }, rest);
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Read_AfterOneThatCameToTheEndLate_IsAtTheEnd(StreamMember member, CallersPlace place, bool isSynchronous)
    {
        using LateSource source = new(isSynchronous);
        byte[] rest = [9];

        place.Run(Pool, () =>
        {
            SuspendingStream stream = TimedOut(source, 5);
            source.Bring();
            rest = member.ReadAll(stream);
        });

        Assert.AreSequenceEqual(Array.Empty<byte>(), rest);
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Read_AfterOneThatFailedLate_ThrowsTheFailureOnce(StreamMember member, CallersPlace place, bool isSynchronous)
    {
        using LateSource source = new(isSynchronous);
        InvalidTimeZoneException failure = new();
        byte[] rest = [];

        place.Run(Pool, () =>
        {
            SuspendingStream stream = TimedOut(source, 5);
            source.Fail(failure);
            Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(() => member.ReadAll(stream)));
            source.Bring(8);
            source.Bring();
            rest = member.ReadAll(stream);
        });

        Assert.AreSequenceEqual(new byte[] { 8 }, rest);
    }

    [TestMethod]
    public void Read_AfterAnEmptyOneWhoseTimeWasOver_ReadsOn()
    {
        using LateSource source = new(isSynchronous: false);

        SuspendingStream stream = TimedOut(source, 0);
        source.Bring();
        source.Bring(4);

        Assert.AreEqual(4, stream.ReadByte());
    }

    [TestMethod]
    public void EmptyRead_AfterOneWhoseTimeWasOver_WaitsForItsBytesAndTakesNone()
    {
        using LateSource source = new(isSynchronous: false);

        SuspendingStream stream = TimedOut(source, 5);
        source.Bring(4, 5);

        Assert.AreEqual(0, stream.Read([]));
        Assert.AreEqual(4, stream.ReadByte());
        Assert.AreEqual(0, stream.Read([]));
        Assert.AreEqual(5, stream.ReadByte());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Poll_InnerIgnoresOrHonoursItsToken_GetsEachByteOnce(bool honours)
    {
        System.Threading.Channels.Channel<byte> line = System.Threading.Channels.Channel.CreateUnbounded<byte>();
        ScriptedStream inner = new()
        {
            OnRead = async (memory, token) =>
            {
                if (!await line.Reader.WaitToReadAsync(honours ? token : CancellationToken.None))
                {
                    return 0;
                }

                Assert.IsTrue(line.Reader.TryRead(out byte one));
                memory.Span[0] = one;
                return 1;
            },
        };
        TestThread sender = TestThread.Start(() =>
        {
            for (byte i = 0; i < 100; i++)
            {
                Blocking.For(i % 5);
                line.Writer.TryWrite(i);
            }

            line.Writer.Complete();
        });
        List<byte> got = [];

        Run(() =>
        {
            SuspendingStream stream = new(inner) { ReadTimeout = 1 };
            bool atEnd = false;
            while (!atEnd)
            {
                try
                {
                    int one = stream.ReadByte();
                    atEnd = one < 0;
                    if (!atEnd)
                    {
                        got.Add((byte)one);
                    }
                }
                catch (IOException)
                {
                    // the time is over
                }
            }
        });

        sender.Join();
        Assert.AreSequenceEqual(Enumerable.Range(0, 100).Select(i => (byte)i), got);
    }

    [TestMethod]
    public void Read_BytesComeAsTheTokenFires_AreNotLost()
    {
        ScriptedStream inner = new()
        {
            OnRead = (memory, token) =>
            {
                TaskCompletionSource<int> reading = new();
                token.Register(() =>
                {
                    memory.Span[0] = 7;
                    reading.SetResult(1);
                });
                return new ValueTask<int>(reading.Task);
            },
        };
        SuspendingStream stream = new(inner);
        int got = 0;

        Run(() =>
        {
            Frame<int> read = Coroutine.Async(stream.ReadByte);
            read.Cancel();
            try
            {
                got = read.Await();
            }
            catch (OperationCanceledException)
            {
                got = stream.ReadByte();
            }
        });

        Assert.AreEqual(7, got);
    }

    [TestMethod]
    public void Read_InnerWrapsTheCancellationThatItWasAskedFor_ReadsOn()
    {
        int calls = 0;
        ScriptedStream inner = new()
        {
            OnRead = async (memory, token) =>
            {
                if (calls++ > 0)
                {
                    memory.Span[0] = 3;
                    return 1;
                }

                try
                {
                    await Late.Never(token);
                    return 0;
                }
                catch (OperationCanceledException e)
                {
                    throw new IOException("aborted", e);
                }
            },
        };
        SuspendingStream stream = new(inner);

        Run(() => ReadCanceled(stream));

        Assert.AreEqual(3, stream.ReadByte());
    }

    [TestMethod]
    public void Seek_AfterAReadWhoseTimeWasOver_CountsFromWhatTheCallerHasRead()
    {
        using MemoryStream memory = new([1, 2, 3, 4, 5, 6]);
        TaskCompletionSource ready = new();
        SeekableLate inner = new(memory, ready.Task);
        SuspendingStream stream = new(inner) { ReadTimeout = 1 };
        Assert.ThrowsExactly<IOException>(() => stream.ReadExactly(new byte[4]));
        stream.ReadTimeout = Timeout.Infinite;
        ready.SetResult();
        Assert.AreEqual(1, stream.ReadByte());

        Assert.AreEqual(1, stream.Position);
        Assert.AreEqual(2, stream.Seek(1, SeekOrigin.Current));

        Assert.AreEqual(3, stream.ReadByte());
        stream.Position = 5;
        Assert.AreEqual(6, stream.ReadByte());
    }

    private static void ReadCanceled(Stream stream)
    {
        Frame read = Coroutine.Async(() => stream.ReadByte());
        read.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(read.Await);
    }

    private static SuspendingStream TimedOut(LateSource source, int length)
    {
        SuspendingStream stream = new(source.Stream) { ReadTimeout = 1 };
        Assert.ThrowsExactly<IOException>(() => _ = stream.Read(new byte[length]));
        stream.ReadTimeout = Timeout.Infinite;
        return stream;
    }

    private sealed class SeekableLate(MemoryStream memory, Task ready) : SynchronousStream
    {
        public override bool CanSeek => true;

        public override long Position
        {
            get => memory.Position;
            set => memory.Position = value;
        }

        public override long Seek(long offset, SeekOrigin origin) => memory.Seek(offset, origin);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await ready.ConfigureAwait(false);
            return await memory.ReadAsync(buffer, CancellationToken.None).ConfigureAwait(false);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
