namespace Baton.Stress;

/// <summary>Bytes, and an exception where others have their end: what a broken connection is to code that blocks.</summary>
internal sealed class EndingStream(byte[] content, Exception? end) : MemoryStream(content)
{
    public override int Read(Span<byte> buffer) => Checked(base.Read(buffer), buffer.Length);

    public override int Read(byte[] buffer, int offset, int count) => Checked(base.Read(buffer, offset, count), count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span));

    public override int ReadByte()
    {
        int value = base.ReadByte();
        return value < 0 && end is not null ? throw end : value;
    }

    public override void CopyTo(Stream destination, int bufferSize)
    {
        base.CopyTo(destination, bufferSize);
        if (end is not null)
        {
            throw end;
        }
    }

    private int Checked(int read, int asked) => read == 0 && asked > 0 && end is not null ? throw end : read;
}
