namespace Baton.Tests;

/// <summary>
/// After a read whose time was over: each member works at the position that the caller has come to, if the stream can seek. If it cannot,
/// reading and writing have nothing to do with each other, and what the read brings stays.
/// </summary>
[TestClass]
public sealed class StreamPositionTests : SchedulerTest
{
    public enum Early
    {
        None,
        AllThere,
        PartlyTaken,
        UnderWay,
        UnderWayAndDeaf,
    }

    private static readonly Dictionary<string, Action<Stream>> s_members = new()
    {
        ["Write"] = stream => stream.Write(new byte[] { 21, 22 }.AsSpan()),
        ["Write of an array"] = stream => stream.Write([0, 21, 22], 1, 2),
        ["WriteByte"] = stream => stream.WriteByte(21),
        ["WriteAsync"] = stream => stream.WriteAsync(new byte[] { 21, 22 }.AsMemory()).AsTask().Await(),
        ["WriteAsync of an array"] = stream => stream.WriteAsync([21, 22], 0, 2, CancellationToken.None).Await(),
        ["BeginWrite"] = stream => stream.EndWrite(stream.BeginWrite([21, 22], 0, 2, null, null)),
        ["Flush"] = stream => stream.Flush(),
        ["FlushAsync"] = stream => stream.FlushAsync().Await(),
        ["SetLength"] = stream => stream.SetLength(3),
        ["SetLength behind the position"] = stream => stream.SetLength(0),
        ["Seek"] = stream => stream.Seek(2, SeekOrigin.Current),
        ["Seek from the end"] = stream => stream.Seek(-2, SeekOrigin.End),
        ["Position"] = stream => stream.Position = 3,
        ["Position, asked for"] = stream => stream.Position = stream.Position + 1,
        ["Read"] = stream => stream.ReadExactly(new byte[2].AsSpan()),
        ["ReadAsync"] = stream => stream.ReadExactlyAsync(new byte[2]).AsTask().Await(),
        ["CopyTo"] = stream => stream.CopyTo(new MemoryStream()),
        ["CopyToAsync"] = stream => stream.CopyToAsync(new MemoryStream()).Await(),
    };

    public static IEnumerable<object[]> Cells =>
        from member in s_members.Keys
        from early in Enum.GetValues<Early>()
        from place in (CallersPlace[])[CallersPlace.Frame, CallersPlace.Outside]
        select new object[] { member, early, place };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Member_OfAStreamThatCanSeek_WorksWhereTheCallerIs(string member, Early early, CallersPlace place)
    {
        using MemoryStream model = new();
        model.Write(LateMemory.Content);
        model.Position = early == Early.PartlyTaken ? 1 : 0;
        s_members[member](model);
        long expectedPosition = model.Position;
        byte[] expectedRest = Rest(model);
        LateMemory inner = new(canSeek: true, honoursToken: early != Early.UnderWayAndDeaf);
        long position = -1;
        byte[] rest = [];

        place.Run(Pool, () =>
        {
            SuspendingStream stream = Prepare(inner, early);
            s_members[member](stream);
            position = stream.Position;
            rest = Rest(stream);
        });

        Assert.AreSequenceEqual(model.ToArray(), inner.Held);
        Assert.AreEqual(expectedPosition, position);
        Assert.AreSequenceEqual(expectedRest, rest);
        Assert.IsFalse(inner.HasOverlapped, "the inner stream has one operation at a time");
    }

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Member_OfAStreamThatCannotSeek_LeavesWhatTheReadBrings(string member, Early early, CallersPlace place)
    {
        bool reads = member.StartsWith("Read", StringComparison.Ordinal) || member.StartsWith("CopyTo", StringComparison.Ordinal);
        LateMemory inner = new(canSeek: false, honoursToken: early != Early.UnderWayAndDeaf);
        byte[] rest = [];
        bool isRefused = false;

        place.Run(Pool, () =>
        {
            SuspendingStream stream = Prepare(inner, early, releases: reads);
            try
            {
                s_members[member](stream);
            }
            catch (NotSupportedException)
            {
                isRefused = true;
            }

            inner.LetFirstReadEnd();
            rest = Rest(stream);
        });

        int taken = (early == Early.PartlyTaken ? 1 : 0)
            + (member.StartsWith("Copy", StringComparison.Ordinal) ? LateMemory.Content.Length : reads ? 2 : 0);
        Assert.AreSequenceEqual(LateMemory.Content.Skip(taken), rest);
        Assert.AreSequenceEqual(
            !member.Contains("Write", StringComparison.Ordinal) ? [] : member == "WriteByte" ? [21] : new byte[] { 21, 22 }, inner.Held);
        string[] moving = ["SetLength", "Seek", "Position"];
        Assert.AreEqual(moving.Any(each => member.StartsWith(each, StringComparison.Ordinal)), isRefused);
    }

    [TestMethod]
    [DataRow(true, true)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    [DataRow(false, false)]
    public async Task Dispose_LeavesTheInnerStreamOpen_ItIsWhereTheCallerWas(bool isAsynchronous, bool canSeek)
    {
        LateMemory inner = new(canSeek, honoursToken: true);
        SuspendingStream stream = Prepare(inner, Early.PartlyTaken, leaveOpen: true);

        if (isAsynchronous)
        {
            await stream.DisposeAsync();
        }
        else
        {
            stream.Dispose();
        }

        if (canSeek)
        {
            Assert.AreEqual(1, inner.Position);
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Read_WhileAWriteThatWasGivenUpIsUnderWay_WaitsForItIfTheStreamCanSeek(bool canSeek)
    {
        TaskCompletionSource writing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isUnderWay = false;
        bool hasOverlapped = false;
        SlowWrites inner = new(canSeek, writing.Task, () => isUnderWay = true, () => isUnderWay = false, () => hasOverlapped |= isUnderWay);
        SuspendingStream stream = new(inner) { WriteTimeout = 1 };
        Assert.ThrowsExactly<IOException>(() => stream.WriteByte(1));

        TestThread reader = TestThread.Start(() => stream.ReadByte());
        if (canSeek)
        {
            Eventually.Parked(reader.Thread);
            writing.SetResult();
        }

        reader.Join();
        writing.TrySetResult();

        Assert.AreEqual(!canSeek, hasOverlapped);
    }

    private static SuspendingStream Prepare(LateMemory inner, Early early, bool leaveOpen = false, bool releases = true)
    {
        SuspendingStream stream = new(inner, leaveOpen) { ReadTimeout = 1 };
        if (early == Early.None)
        {
            inner.LetFirstReadEnd();
            stream.ReadTimeout = Timeout.Infinite;
            return stream;
        }

        Assert.ThrowsExactly<IOException>(() => _ = stream.Read(new byte[5]));
        stream.ReadTimeout = Timeout.Infinite;
        if (early is Early.AllThere or Early.PartlyTaken)
        {
            inner.LetFirstReadEnd();
            Task.WaitAll(stream.GivenUp);
            if (early == Early.PartlyTaken)
            {
                Assert.AreEqual(1, stream.ReadByte());
            }
        }
        else if (releases)
        {
            TestThread.Start(() =>
            {
                LongEnough.For(20); // most often the member has begun by then; if not, the cell is the one before
                inner.LetFirstReadEnd();
            });
        }

        return stream;
    }

    private static byte[] Rest(Stream stream)
    {
        List<byte> rest = [];
        while (stream.ReadByte() is >= 0 and int one)
        {
            rest.Add((byte)one);
        }

        return [.. rest];
    }

    private sealed class SlowWrites(bool canSeek, Task writing, Action began, Action ended, Action read) : SynchronousStream
    {
        public override bool CanSeek => canSeek;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            read();
            return new ValueTask<int>(0);
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            began();
            await writing.ConfigureAwait(false);
            ended();
        }
    }
}
