using System.Net.Sockets;

namespace Baton.Tests;

/// <summary>A write whose time was over goes on: what is written later comes behind it, and its late failure is told.</summary>
[TestClass]
public sealed class StreamGivenUpWriteTests : SchedulerTest
{
    private static IEnumerable<object[]> Laters =>
        from member in StreamMembersOf.All
        where !member.IsRead()
        from place in (CallersPlace[])[CallersPlace.Frame, CallersPlace.Outside, CallersPlace.OutsideUnderAContext]
        from isSynchronous in (bool[])[false, true]
        select new object[] { member, place, isSynchronous };

    [TestMethod]
    [DynamicData(nameof(Laters))]
    public void Member_AfterAWriteWhoseTimeWasOver_ComesBehindIt(StreamMember member, CallersPlace place, bool isSynchronous)
    {
        using ManualResetEventSlim go = new();
        LateSink sink = new(go, isSynchronous);

        place.Run(Pool, () =>
        {
            SuspendingStream stream = TimedOut(sink);
            TestThread lets = TestThread.Start(() =>
            {
                LongEnough.For(5); // so that the member is under way, if it does not wait
                go.Set();
            });
            member.Put(stream, [4, 5, 6]);
            lets.Join();
        });

        Assert.AreEqual(member.IsWrite() ? "1 2 3 4 5 6" : "1 2 3", sink.Written);
    }

    [TestMethod]
    [DynamicData(nameof(Laters))]
    public void Member_AfterAWriteThatFailedLate_ThrowsTheFailure(StreamMember member, CallersPlace place, bool isSynchronous)
    {
        using ManualResetEventSlim go = new();
        InvalidTimeZoneException failure = new();
        LateSink sink = new(go, isSynchronous) { Failure = failure };

        place.Run(Pool, () =>
        {
            SuspendingStream stream = TimedOut(sink);
            go.Set();
            Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(() => member.Put(stream, [4, 5, 6])));
        });

        Assert.AreEqual("", sink.Written);
    }

    [TestMethod]
    public void Write_AfterOneWhoseTimeWasOver_WaitsNoLongerThanItsOwnTime()
    {
        using ManualResetEventSlim go = new();
        using Cleanup goes = new(go.Set);
        LateSink sink = new(go, isSynchronous: false);
        SuspendingStream stream = TimedOut(sink);
        stream.WriteTimeout = 1;

        IOException over = Assert.ThrowsExactly<IOException>(() => stream.WriteByte(1));
        Assert.AreEqual(SocketError.TimedOut, Assert.IsInstanceOfType<SocketException>(over.InnerException).SocketErrorCode);
        Assert.ThrowsExactly<IOException>(stream.Flush);
    }

    [TestMethod]
    public async Task DisposeAsync_AfterAWriteThatDoesNotEnd_WaitsNoLongerThanTheTimeAndDisposes()
    {
        using Pending pending = new();
        ScriptedStream inner = new() { OnWrite = (_, _) => new ValueTask(new TaskCompletionSource().Task) };
        SuspendingStream stream = new(inner) { WriteTimeout = 1 };
        Assert.ThrowsExactly<IOException>(() => stream.WriteByte(1));

        IOException over = await Assert.ThrowsExactlyAsync<IOException>(() => stream.DisposeAsync().AsTask()).WaitAsync(
            TimeSpan.FromSeconds(30));
        Assert.AreEqual(SocketError.TimedOut, Assert.IsInstanceOfType<SocketException>(over.InnerException).SocketErrorCode);

        Assert.AreEqual("write dispose", inner.Calls);
    }

    private static SuspendingStream TimedOut(LateSink sink)
    {
        SuspendingStream stream = new(sink.Stream) { WriteTimeout = 1 };
        byte[] bytes = [1, 2, 3];
        Assert.ThrowsExactly<IOException>(() => stream.Write(bytes));
        bytes.AsSpan().Clear(); // the caller's again
        stream.WriteTimeout = Timeout.Infinite;
        return stream;
    }

    private sealed class LateSink
    {
        private readonly List<byte> _written = [];
        private readonly ManualResetEventSlim _go;

        internal LateSink(ManualResetEventSlim go, bool isSynchronous)
        {
            _go = go;
            Stream = isSynchronous
                ? new SynchronousStream { OnWrite = bytes => Take(bytes) }
                : new ScriptedStream
                {
                    OnWrite = (memory, _) => _go.IsSet && Failure is null ? Now(memory) : Later(memory),
                };
        }

        internal Exception? Failure { get; init; }

        internal Stream Stream { get; }

        internal string Written
        {
            get
            {
                lock (_written)
                {
                    return string.Join(' ', _written);
                }
            }
        }

        private ValueTask Later(ReadOnlyMemory<byte> memory) => new(Task.Run(() => Take(memory.ToArray())));

        private ValueTask Now(ReadOnlyMemory<byte> memory)
        {
            Take(memory.ToArray());
            return default;
        }

        private void Take(byte[] bytes)
        {
            _go.Wait();
            if (Failure is not null)
            {
                throw Failure;
            }

            lock (_written)
            {
                _written.AddRange(bytes);
            }
        }
    }
}
