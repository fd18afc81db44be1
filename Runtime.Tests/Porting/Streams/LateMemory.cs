namespace Baton.Tests;

/// <summary>
/// A stream over memory whose first read ends when the test says. As with a file, the position is ahead of a read that is under way, and
/// goes back if the read is canceled.
/// </summary>
internal sealed class LateMemory : Stream
{
    private readonly bool _canSeek;
    private readonly bool _honoursToken;
    private readonly MemoryStream _memory = new();
    private readonly MemoryStream _sent = new(); // what is written to a stream that cannot seek
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _reads;
    private int _underWay;

    internal LateMemory(bool canSeek, bool honoursToken)
    {
        (_canSeek, _honoursToken) = (canSeek, honoursToken);
        _memory.Write(Content);
        _memory.Position = 0;
    }

    internal static byte[] Content => [1, 2, 3, 4, 5, 6, 7, 8];

    /// <summary>What the stream holds; of a stream that cannot seek, what was written.</summary>
    internal byte[] Held => _canSeek ? _memory.ToArray() : _sent.ToArray();

    /// <summary>Has an operation begun while a read was under way?</summary>
    internal bool HasOverlapped { get; private set; }

    internal void LetFirstReadEnd() => _first.TrySetResult();

    public override bool CanRead => true;

    public override bool CanSeek => _canSeek;

    public override bool CanWrite => true;

    public override long Length => _canSeek ? _memory.Length : throw new NotSupportedException();

    public override long Position
    {
        get => _canSeek ? _memory.Position : throw new NotSupportedException();
        set => Moving().Position = value;
    }

    public override long Seek(long offset, SeekOrigin origin) => Moving().Seek(offset, origin);

    public override void SetLength(long value) => Moving().SetLength(value);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        long start = _memory.Position;
        int count = (int)Math.Min(buffer.Length, _memory.Length - start);
        _memory.Position += count;
        Interlocked.Increment(ref _underWay);
        try
        {
            if (_reads++ == 0)
            {
                await _first.Task.WaitAsync(_honoursToken ? cancellationToken : CancellationToken.None).ConfigureAwait(false);
            }

            _memory.GetBuffer().AsSpan((int)start, count).CopyTo(buffer.Span);
            return count;
        }
        catch (OperationCanceledException)
        {
            _memory.Position = start;
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        (_canSeek ? Moving() : _sent).Write(buffer.Span);
        return default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException();

    public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException();

    public override void Flush() => throw new InvalidOperationException();

    private MemoryStream Moving()
    {
        if (!_canSeek)
        {
            throw new NotSupportedException();
        }

        HasOverlapped |= Volatile.Read(ref _underWay) > 0;
        return _memory;
    }
}
