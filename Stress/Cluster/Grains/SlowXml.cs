using System.Text;
using System.Xml;

namespace Baton.Stress;

/// <summary>XML that comes in pieces, each after some time. Its reader blocks.</summary>
internal sealed class SlowXml(int pieces, int milliseconds) : Stream
{
    private int _sent; // the reader

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads such a document.</summary>
    /// <returns>Its elements that are items.</returns>
    internal static int Count(int pieces, int milliseconds)
    {
        int items = 0;
        using XmlReader reader = XmlReader.Create(new SlowXml(pieces, milliseconds / pieces));
        while (reader.Read())
        {
            items += reader is { NodeType: XmlNodeType.Element, Name: "item" } ? 1 : 0;
        }

        return items;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_sent > pieces + 1)
        {
            return 0;
        }

        if (_sent > 0 && _sent <= pieces)
        {
            await Task.Delay(milliseconds, cancellationToken).ConfigureAwait(false);
        }

        string piece = _sent == 0 ? "<list>" : _sent <= pieces ? "<item/>" : "</list>";
        _sent++;
        return Encoding.UTF8.GetBytes(piece, buffer.Span);
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
