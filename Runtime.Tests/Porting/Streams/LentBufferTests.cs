using System.Buffers;
using System.Runtime.InteropServices;

namespace Baton.Tests;

/// <summary>What an inner stream is lent: an array that is nobody else's until the operation has ended.</summary>
[TestClass]
public sealed class LentBufferTests : SchedulerTest
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(100)]
    [DataRow(100_000)]
    public void ReadAndWrite_OfAnyLength_LendAnArray(int length)
    {
        List<int> lent = [];
        ScriptedStream inner = new()
        {
            OnRead = (memory, _) =>
            {
                Assert.IsTrue(MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> array));
                lent.Add(array.Count);
                return ValueTask.FromResult(0);
            },
            OnWrite = (memory, _) =>
            {
                Assert.IsTrue(MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> array));
                lent.Add(array.Count);
                return default;
            },
        };

        Run(() =>
        {
            SuspendingStream stream = new(inner);
            stream.ReadAtLeast(new byte[length], 0, throwOnEndOfStream: false);
            _ = stream.Read(new byte[length]);
            stream.Write(new byte[length]);
        });

        Assert.IsTrue(lent.Count >= 2 && lent.TrueForAll(count => count == length));
    }

    [TestMethod]
    public void Read_InnerIsReady_AllocatesNothing()
    {
        long allocated = long.MaxValue;

        Run(() =>
        {
            using MemoryStream memory = new(new byte[4096]);
            SuspendingStream stream = new(memory);
            byte[] buffer = new byte[100];
            for (int round = 0; round < 2; round++)
            {
                memory.Position = 0;
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 10; i++)
                {
                    stream.ReadByte();
                    stream.ReadExactly(buffer);
                    stream.ReadExactly(buffer, 0, 10);
                    stream.WriteByte(1);
                    stream.Write(buffer);
                    stream.Flush();
                }

                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }
        });

        Assert.AreEqual(0, allocated);
    }

    [TestMethod]
    public void Read_InnerPinsWhatItWasLent_GivesItsBytes()
    {
        byte[] buffer = new byte[4];
        ScriptedStream inner = new() { OnRead = PinAndFill };
        ScriptedStream later = new()
        {
            OnRead = async (memory, token) =>
            {
                memory.Span[0] = 1;
                await Task.Yield();
                return await PinAndFill(memory[1..], token) + 1;
            },
        };

        int read = Run(() => new SuspendingStream(inner).Read(buffer));
        Assert.AreEqual(4, read);
        Assert.AreSequenceEqual(new byte[] { 8, 8, 8, 8 }, buffer);

        read = Run(() => new SuspendingStream(later).Read(buffer));
        Assert.AreEqual(4, read);
        Assert.AreSequenceEqual(new byte[] { 1, 8, 8, 8 }, buffer);
    }

    [TestMethod]
    public void Read_NoBufferIsToBeHad_NothingHasBegun()
    {
        ScriptedStream inner = new()
        {
            OnRead = (memory, _) =>
            {
                memory.Span[0] = 4;
                return ValueTask.FromResult(1);
            },
        };

        int read = Run(() =>
        {
            SuspendingStream stream = new(inner);
            Assert.ThrowsExactly<OutOfMemoryException>(() => ReadMoreThanAnArrayHolds(stream));
            return stream.ReadByte();
        });

        Assert.AreEqual(4, read);
        Assert.AreEqual("read", inner.Calls);
    }

    // Nobody writes there.
    private static int ReadMoreThanAnArrayHolds(SuspendingStream stream)
    {
        byte start = 0;
        return stream.Read(MemoryMarshal.CreateSpan(ref start, int.MaxValue));
    }

    [TestMethod]
    public void Read_InnerReadsThroughAnotherSuspendingStream_EachHasItsOwn()
    {
        byte[] buffer = new byte[3];
        SuspendingStream source = new(new MemoryStream([1, 2, 3]));
        ScriptedStream inner = new()
        {
            OnRead = (memory, _) =>
            {
                memory.Span.Fill(9);
                Span<byte> two = stackalloc byte[2];
                source.ReadExactly(two);
                two.CopyTo(memory.Span);
                return ValueTask.FromResult(3);
            },
        };

        Run(() => new SuspendingStream(inner).ReadExactly(buffer));

        Assert.AreSequenceEqual(new byte[] { 1, 2, 9 }, buffer);
    }

    [TestMethod]
    public void Read_AfterOneThatFailed_IsLentAnotherArray()
    {
        byte[]? kept = null;
        ScriptedStream inner = new()
        {
            OnRead = (memory, _) =>
            {
                Assert.IsTrue(MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> array));
                Assert.AreNotSame(kept, array.Array);
                return (kept = array.Array) is null ? default : throw new InvalidTimeZoneException();
            },
        };

        Run(() =>
        {
            SuspendingStream stream = new(inner);
            Assert.ThrowsExactly<InvalidTimeZoneException>(() => stream.ReadByte());
            Assert.ThrowsExactly<InvalidTimeZoneException>(() => stream.ReadByte());
        });
    }

    private static ValueTask<int> PinAndFill(Memory<byte> memory, CancellationToken token)
    {
        using MemoryHandle handle = memory.Pin();
        nint start;
        unsafe
        {
            start = (nint)handle.Pointer;
        }

        for (int i = 0; i < memory.Length; i++)
        {
            Marshal.WriteByte(start, i, 8);
        }

        return ValueTask.FromResult(memory.Length);
    }
}
