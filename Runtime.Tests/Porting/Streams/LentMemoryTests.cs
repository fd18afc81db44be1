using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Baton.Tests;

/// <summary>What an inner stream is lent: the caller's memory while its method runs on the calling thread, and a buffer from then on.</summary>
[TestClass]
public sealed class LentMemoryTests : SchedulerTest
{
    [TestMethod]
    public void Read_InnerIsReady_IsLentTheCallersMemoryItself()
    {
        byte[] buffer = new byte[4];
        bool same = false;
        ScriptedStream inner = new()
        {
            OnRead = (memory, _) =>
            {
                same = Unsafe.AreSame(ref buffer[0], ref memory.Span[0]);
                return ValueTask.FromResult(0);
            },
        };

        Run(() => new SuspendingStream(inner).Read(buffer.AsSpan()));

        Assert.IsTrue(same);
    }

    [TestMethod]
    public void Write_InnerIsReady_IsLentTheCallersMemoryItself()
    {
        byte[] buffer = new byte[4];
        bool same = false;
        ScriptedStream inner = new()
        {
            OnWrite = (memory, _) =>
            {
                same = Unsafe.AreSame(in buffer[0], in memory.Span[0]);
                return default;
            },
        };

        Run(() => new SuspendingStream(inner).Write(buffer.AsSpan()));

        Assert.IsTrue(same);
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
    public void Read_InnerPinsWhatItWasLent_IsGivenABuffer()
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
    public void Read_OwnerAndAnotherThreadFillItTogether_NoByteIsLost()
    {
        byte[] buffer = [5, 5, 5, 5, 5, 5];
        ScriptedStream inner = new()
        {
            OnRead = (memory, _) =>
            {
                Span<byte> mine = memory.Span; // from here on the owner has the caller's memory in hand
                mine[0] = 1;
                TestThread.Run("Helper", () => memory.Span[2..4].Fill(2));
                mine[1] = 1;
                memory.Span[4] = 3;
                return ValueTask.FromResult(6);
            },
        };

        Run(() => new SuspendingStream(inner).ReadExactly(buffer));

        Assert.AreSequenceEqual(new byte[] { 1, 1, 2, 2, 3, 5 }, buffer);
    }

    [TestMethod]
    public void Read_OwnerWritesWhileAnotherThreadHasTheBufferMade_NoByteIsLost()
    {
        byte[] buffer = new byte[1 << 19];
        ScriptedStream inner = new()
        {
            OnRead = (memory, _) =>
            {
                Span<byte> mine = memory.Span;
                bool begins = false;
                TestThread helper = TestThread.Start(() =>
                {
                    Volatile.Write(ref begins, true);
                    memory.Span[0] = 7;
                });
                Eventually.True(() => Volatile.Read(ref begins), "the helper has the buffer made");
                for (int i = 0; i < mine.Length; i++)
                {
                    mine[i] = 7;
                }

                helper.Join();
                return ValueTask.FromResult(memory.Length);
            },
        };
        int wrong = 0;

        for (int i = 0; i < 10; i++)
        {
            buffer.AsSpan().Clear();
            Run(() => new SuspendingStream(inner).ReadExactly(buffer));
            wrong += buffer.Length - buffer.Count((byte)7);
        }

        Assert.AreEqual(0, wrong);
    }

    [TestMethod]
    public void Read_NoBufferIsToBeHad_TheOperationIsGivenUpAndHasNobodysMemory()
    {
        using Pending pending = new();
        SuspendingStream stream = new(pending.Stream);
        using CoroutineScheduler scheduler = new(OnPool);
        Memory<byte> first = default;
        Frame<int> frame = scheduler.Start(() =>
        {
            Assert.ThrowsExactly<OutOfMemoryException>(() => ReadMoreThanAnArrayHolds(stream));
            first = pending.Memory;
            return stream.ReadByte();
        });
        UntilItWaits(frame);
        Assert.AreEqual("read", pending.Stream.Calls);

        pending.Complete(0);
        pending.UntilCalled(2);
        Assert.ThrowsExactly<InvalidOperationException>(() => first.Span.Clear());
        pending.Memory.Span[0] = 4;
        pending.Complete(1);

        Assert.AreEqual(4, frame.Await());
    }

    // Nobody writes there.
    private static int ReadMoreThanAnArrayHolds(SuspendingStream stream)
    {
        byte start = 0;
        return stream.Read(MemoryMarshal.CreateSpan(ref start, int.MaxValue));
    }

    [TestMethod]
    public void Read_InnerKeepsWhatItWasLent_IsRefusedAfterTheEnd()
    {
        Memory<byte> kept = default;
        ScriptedStream inner = new()
        {
            OnRead = (memory, _) =>
            {
                kept = memory;
                return ValueTask.FromResult(1);
            },
        };
        Run(() => new SuspendingStream(inner).Read(stackalloc byte[8]));

        InvalidOperationException refused = Assert.ThrowsExactly<InvalidOperationException>(() => kept.Span[0] = 1);
        Assert.ThrowsExactly<InvalidOperationException>(() => kept.Pin());

        StringAssert.Contains(refused.Message, "after that operation had ended");
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
    public void Read_ThousandsOfTimesByThreadsThatRaceTheReturnOfTheCall_GivesEachByte()
    {
        byte[] expected = new byte[64];
        for (int i = 0; i < expected.Length; i++)
        {
            expected[i] = (byte)i;
        }

        ScriptedStream inner = new()
        {
            OnRead = (memory, _) =>
            {
                expected.AsSpan(0, 8).CopyTo(memory.Span);
                return new ValueTask<int>(Task.Run(() =>
                {
                    expected.AsSpan(8).CopyTo(memory.Span[8..]); // before, while or after the owner returns from here
                    return expected.Length;
                }));
            },
        };
        int wrong = 0;

        Run(() =>
        {
            SuspendingStream stream = new(inner);
            Span<byte> buffer = stackalloc byte[64];
            for (int i = 0; i < 2000; i++)
            {
                buffer.Clear();
                stream.ReadExactly(buffer);
                wrong += buffer.SequenceEqual(expected) ? 0 : 1;
            }
        });

        Assert.AreEqual(0, wrong);
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
