using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>The stream that a push parser reads: where another blocks, this suspends.</summary>
/// <remarks>
/// The first read waits for more while what has come may be the beginning of a <see cref="ByteOrderMark"/>. A read that has no room for a
/// mark looks for none, and waits for nothing.
/// </remarks>
internal sealed class PushStream(PushInput<byte> input) : Stream
{
    private bool _isClosed;         // has the parser disposed it? body
    private bool _hasBegun;         // has the parser read? body
    private Task<int>? _lastRead;   // the last result, since most reads give as many bytes as the one before; body

    public override bool CanRead => !_isClosed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw NotSeekable();

    public override long Position
    {
        get => throw NotSeekable();
        set => throw NotSeekable();
    }

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        bool isFirst = !_hasBegun && !buffer.IsEmpty;
        _hasBegun |= isFirst;
        return isFirst && buffer.Length >= ByteOrderMark.Longest ? ReadFirst(buffer) : input.Read(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override int ReadByte()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        _hasBegun = true;
        ReadOnlySpan<byte> piece = input.Await().Span;
        if (piece.IsEmpty)
        {
            return -1;
        }

        byte value = piece[0];
        input.Use(1);
        return value;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => PushReads.Completed(
        (Stream: this, Buffer: buffer), static call => call.Stream.Read(call.Buffer.Span), cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        ValueTask<int> read = ReadAsync(buffer.AsMemory(offset, count), cancellationToken);
        if (!read.IsCompletedSuccessfully)
        {
            return read.AsTask();
        }

        int taken = read.Result;
        return _lastRead?.Result == taken ? _lastRead : _lastRead = Task.FromResult(taken);
    }

    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(ReadAsync(buffer, offset, count, CancellationToken.None), callback, state);

    public override int EndRead(IAsyncResult asyncResult) => TaskToAsyncResult.End<int>(asyncResult);

    public override void CopyTo(Stream destination, int bufferSize)
    {
        ValidateCopyToArguments(destination, bufferSize);
        while (CopyPiece(destination))
        {
        }
    }

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ValidateCopyToArguments(destination, bufferSize);
        return PushReads.Completed(
            (Stream: this, Destination: destination, Token: cancellationToken),
            static call =>
            {
                while (call.Stream.CopyPieceAsync(call.Destination, call.Token))
                {
                }

                return true;
            },
            cancellationToken).AsTask();
    }

    public override void Flush()
    {
        // nothing is ever written
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw NotSeekable();

    public override void SetLength(long value) => throw NotWritable();

    public override void Write(byte[] buffer, int offset, int count) => throw NotWritable();

    protected override void Dispose(bool disposing)
    {
        _isClosed = true;
        base.Dispose(disposing);
    }

    // The bytes that may begin a mark are used up as they come, so that the next piece can be pushed.
    private int ReadFirst(Span<byte> buffer)
    {
        int count = input.Read(buffer); // none at the end
        try
        {
            while (count > 0 && ByteOrderMark.MayGoOn(buffer[..count]) && input.AwaitMore())
            {
                count += input.Read(buffer.Slice(count, 1));
            }
        }
        catch // the parser is unwound in the wait, and has not read these bytes
        {
            input.PutBack(buffer[..count]);
            throw;
        }

        return count + (input.Unread.IsEmpty ? 0 : input.Read(buffer[count..]));
    }

    // The piece is written straight from where it was pushed, and is not used up before it is written. A method of its own, so that no
    // local of the loop keeps the last piece alive during the wait for the next.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool CopyPiece(Stream destination)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        _hasBegun = true;
        ReadOnlyMemory<byte> piece = input.Await();
        if (piece.IsEmpty)
        {
            return false;
        }

        destination.Write(piece.Span);
        input.Use(piece.Length);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool CopyPieceAsync(Stream destination, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        _hasBegun = true;
        ReadOnlyMemory<byte> piece = input.Await();
        if (piece.IsEmpty)
        {
            return false;
        }

        destination.WriteAsync(piece, cancellationToken).Await(CancellationToken.None); // only the write is canceled, as by any stream
        input.Use(piece.Length);
        return true;
    }

    private static NotSupportedException NotSeekable() =>
        new("This stream gives a parser what is pushed to it: it has no length or position, and cannot go back.");

    private static NotSupportedException NotWritable() => new("This stream gives a parser what is pushed to it: it can only be read.");
}
