namespace Baton.Stress;

/// <summary>An inner stream that can only be read asynchronously: at once, or by another thread.</summary>
internal sealed class ElsewhereStream(CoroutineThreadPool pool, int length, Random random) : Stream
{
    private int _position; // of the next read: the reading code

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = Math.Min(buffer.Length, length - _position);
        if (count > 1)
        {
            count = random.Next(1, count + 1);
        }

        return random.Next(2) == 0 ? ValueTask.FromResult(Fill()) : new ValueTask<int>(pool.Run(Fill, cancellationToken));

        int Fill()
        {
            Pattern.Fill(buffer.Span[..count], _position);
            _position += count;
            return count;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
