using System.Runtime.InteropServices;

namespace Baton;

// The members that wait: each begins the inner operation on the calling thread, and returns when the operation has ended or is given up.
public sealed partial class SuspendingStream
{
    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <summary>
    /// Reads by the inner stream's <c>ReadAsync</c>. An empty buffer is handed on too: many streams then wait until there is something to
    /// read.
    /// </summary>
    /// <param name="buffer">Where the bytes go.</param>
    /// <returns>How many have been read; 0 at the end of the stream, or when <paramref name="buffer"/> is empty.</returns>
    /// <exception cref="IOException">The time is over; or what the inner stream throws.</exception>
    public override int Read(Span<byte> buffer) => Transfer<ReadTransfer>(_reads, buffer);

    /// <inheritdoc/>
    public override int ReadByte()
    {
        byte one = 0;
        return Read(new Span<byte>(ref one)) == 0 ? -1 : one;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    /// <summary>Writes by the inner stream's <c>WriteAsync</c>, and waits for its end.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <exception cref="IOException">The time is over; or what the inner stream throws.</exception>
    public override void Write(ReadOnlySpan<byte> buffer) =>
        Transfer<WriteTransfer>(_writes, MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(buffer), buffer.Length)); // only read

    /// <inheritdoc/>
    public override void WriteByte(byte value) => Write(new ReadOnlySpan<byte>(ref value));

    /// <summary>Flushes by the inner stream's <c>FlushAsync</c>, and waits for its end.</summary>
    /// <exception cref="IOException">The time is over; or what the inner stream throws.</exception>
    public override void Flush()
    {
        using StreamCall call = _writes.Begin();
        call.Await(_inner.FlushAsync(call.Token));
    }

    /// <summary>
    /// Copies the rest of the inner stream by its <c>CopyToAsync</c>, and waits for the end. So <paramref name="destination"/> is written
    /// asynchronously, on the .NET thread pool. When the copy is given up, an inner stream that ignores its token may go on writing. With a
    /// <see cref="ReadTimeout"/> the copy is made here, piece by piece.
    /// </summary>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="bufferSize">Of the buffer in between, in bytes; 1 or more.</param>
    public override void CopyTo(Stream destination, int bufferSize)
    {
        ValidateCopyToArguments(destination, bufferSize);
        if (ReadTimeout != Timeout.Infinite)
        {
            base.CopyTo(destination, bufferSize);
            return;
        }

        using StreamCall call = _reads.Begin();
        call.Await(_inner.CopyToAsync(destination, bufferSize, call.Token));
    }

    // One operation of the inner stream, on the caller's memory while the inner method runs here, and on a rented buffer from then on.
    private unsafe int Transfer<TTransfer>(StreamSide side, Span<byte> memory)
        where TTransfer : struct, IStreamTransfer
    {
        using StreamCall call = side.Begin();
        LentMemory lent = LentMemory.Take();
        TTransfer transfer = default;
        fixed (byte* start = memory)
        {
            try
            {
                transfer.Begin(_inner, lent.Open(start, memory.Length, TTransfer.Fills), call.Token);
            }
            catch
            {
                lent.CloseFailed();
                throw;
            }

            if (transfer.IsCompletedSuccessfully && lent.TryClose())
            {
                return Checked(transfer.GetCount(), memory.Length);
            }

            try
            {
                lent.MoveOut();
            }
            catch (Exception e) when (NoMemory.Is(e))
            {
                call.GiveUp(transfer.AsTask());
                throw;
            }
        }

        return Finish(transfer, call, lent, memory);
    }

    private static int Finish<TTransfer>(TTransfer transfer, StreamCall call, LentMemory lent, Span<byte> memory)
        where TTransfer : struct, IStreamTransfer
    {
        int count;
        try
        {
            count = Checked(transfer.AwaitCount(call), memory.Length);
        }
        catch
        {
            lent.Leave();
            throw;
        }

        lent.Written(count).CopyTo(memory);
        lent.Close();
        return count;
    }

    private static int Checked(int read, int length) => (uint)read <= (uint)length
        ? read
        : throw new IOException($"The inner stream says that it has read {read} bytes into {length}.");
}
