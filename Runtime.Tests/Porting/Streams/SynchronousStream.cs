namespace Baton.Tests;

/// <summary>A stream with synchronous members only, which do what the test says.</summary>
internal class SynchronousStream : Stream
{
    internal Func<byte[], int, int, int> OnRead { get; init; } = (_, _, _) => 0;

    internal Action<byte[]> OnWrite { get; init; } = _ => { };

    internal Action OnFlush { get; init; } = () => { };

    internal Action OnDispose { get; init; } = () => { };

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => OnRead(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => OnWrite(buffer[offset..(offset + count)]);

    public override void Flush() => OnFlush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        OnDispose();
        base.Dispose(disposing);
    }
}
