using System.Diagnostics;
using System.Runtime.CompilerServices;

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
    public override int Read(Span<byte> buffer)
    {
        using StreamCall call = _position.BeginRead();
        if (_reads.TryTakeEarly(buffer, out int count))
        {
            return count;
        }

        byte[] lent = LentBuffer.Take(buffer.Length);
        count = ReadInto(lent, buffer.Length, call);
        lent.AsSpan(0, count).CopyTo(buffer);
        LentBuffer.Return(lent);
        return count;
    }

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
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        using StreamCall call = _position.BeginWrite();
        byte[] lent = LentBuffer.Take(buffer.Length);
        buffer.CopyTo(lent);
        call.Await(_inner.BeginWrite(lent.AsMemory(0, buffer.Length), call.Token));
        LentBuffer.Return(lent);
    }

    /// <inheritdoc/>
    public override void WriteByte(byte value) => Write(new ReadOnlySpan<byte>(ref value));

    /// <summary>Flushes by the inner stream's <c>FlushAsync</c>, and waits for its end.</summary>
    /// <exception cref="IOException">The time is over; or what the inner stream throws.</exception>
    public override void Flush()
    {
        using StreamCall call = _writes.Begin();
        _position.StepBack();
        call.Await(_inner.BeginFlush(call.Token));
    }

    /// <summary>
    /// Reads the rest of the inner stream piece by piece, and writes each piece to <paramref name="destination"/>. The destination's
    /// <c>Write</c> is called by the caller of this: on the caller's thread and, in a frame, by the frame.
    /// </summary>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="bufferSize">Of the buffer in between, in bytes; 1 or more.</param>
    /// <exception cref="IOException">The time is over; or what either stream throws.</exception>
    public override void CopyTo(Stream destination, int bufferSize)
    {
        ValidateCopyToArguments(destination, bufferSize);
        int count;
        do
        {
            byte[] piece = LentBuffer.Take(bufferSize);
            count = ReadPiece(piece, bufferSize);
            if (count > 0)
            {
                destination.Write(piece, 0, count);
            }

            LentBuffer.Return(piece);
        }
        while (count > 0);
    }

    [StackTraceHidden]
    private int ReadPiece(byte[] piece, int length)
    {
        using StreamCall call = _position.BeginRead();
        return _reads.TryTakeEarly(piece.AsSpan(0, length), out int count) ? count : ReadInto(piece, length, call);
    }

    // The buffer belongs to the operation until that has ended, and well.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [StackTraceHidden]
    private int ReadInto(byte[] lent, int length, in StreamCall call)
    {
        ValueTask<int> reading = _inner.BeginRead(lent.AsMemory(0, length), call.Token);
        int count = reading.IsCompletedSuccessfully ? reading.GetAwaiter().GetResult() : call.Await(reading.TaskHere(), lent, length);
        return StreamSide.Checked(count, length);
    }
}
