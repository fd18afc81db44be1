namespace Baton;

// What waits: each begins the inner operation on the calling thread, and ends when that has ended or is given up.
public sealed partial class SuspendingStream
{
    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <summary>Reads by the inner stream's <c>ReadAsync</c>. An empty buffer is handed on too: many streams then wait until there is something to read.</summary>
    /// <param name="buffer">Where the bytes go.</param>
    /// <returns>How many have been read; 0 at the end of the stream, or when <paramref name="buffer"/> is empty.</returns>
    /// <exception cref="IOException">The time is over; or what the inner stream throws.</exception>
    public override unsafe int Read(Span<byte> buffer)
    {
        using StreamCall call = BeginRead();
        LentMemory lent = LentMemory.Take();
        ValueTask<int> reading;
        fixed (byte* start = buffer)
        {
            try
            {
                reading = _inner.ReadAsync(lent.Open(start, buffer.Length, isFilled: true), call.Token);
            }
            catch
            {
                lent.CloseFailed();
                throw;
            }

            if (reading.IsCompletedSuccessfully && lent.TryClose())
            {
                return Checked(reading.Result, buffer.Length);
            }

            try
            {
                lent.MoveOut();
            }
            catch (OutOfMemoryException)
            {
                call.GiveUp(reading.AsTask());
                throw;
            }
        }

        return FinishRead(reading, call, lent, buffer);
    }

    private static int FinishRead(ValueTask<int> reading, StreamCall call, LentMemory lent, Span<byte> buffer)
    {
        int read;
        try
        {
            read = Checked(call.Await(reading.AsTask()), buffer.Length);
        }
        catch
        {
            lent.Leave();
            throw;
        }

        lent.Written(read).CopyTo(buffer);
        lent.Close();
        return read;
    }

    private static int Checked(int read, int length) => (uint)read <= (uint)length
        ? read
        : throw new IOException($"The inner stream says that it has read {read} bytes into {length}.");

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
    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        using StreamCall call = BeginWrite();
        LentMemory lent = LentMemory.Take();
        ValueTask writing;
        fixed (byte* start = buffer)
        {
            try
            {
                writing = _inner.WriteAsync(lent.Open(start, buffer.Length, isFilled: false), call.Token);
            }
            catch
            {
                lent.CloseFailed();
                throw;
            }

            if (writing.IsCompletedSuccessfully && lent.TryClose())
            {
                writing.GetAwaiter().GetResult();
                return;
            }

            try
            {
                lent.MoveOut();
            }
            catch (OutOfMemoryException)
            {
                call.GiveUp(writing.AsTask());
                throw;
            }
        }

        FinishWrite(writing, call, lent);
    }

    private static void FinishWrite(ValueTask writing, StreamCall call, LentMemory lent)
    {
        try
        {
            call.Await(writing);
        }
        catch
        {
            lent.Leave();
            throw;
        }

        lent.Close();
    }

    /// <inheritdoc/>
    public override void WriteByte(byte value) => Write(new ReadOnlySpan<byte>(ref value));

    /// <summary>Flushes by the inner stream's <c>FlushAsync</c>, and waits for its end.</summary>
    /// <exception cref="IOException">The time is over; or what the inner stream throws.</exception>
    public override void Flush()
    {
        using StreamCall call = BeginWrite();
        call.Await(_inner.FlushAsync(call.Token));
    }

    /// <summary>
    /// Copies what is left of the inner stream by one <c>CopyToAsync</c> of it, and waits for the end. So <paramref name="destination"/> is written
    /// asynchronously, on the .NET thread pool; when the copy is given up, an inner stream that ignores its token may go on writing it. With a
    /// <see cref="ReadTimeout"/> it is read and written here, piece by piece.
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

        using StreamCall call = BeginRead();
        call.Await(_inner.CopyToAsync(destination, bufferSize, call.Token));
    }
}
