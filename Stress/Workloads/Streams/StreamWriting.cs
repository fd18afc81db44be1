namespace Baton.Stress;

/// <summary>
/// Writes a <see cref="MoodyStream"/> through another by every synchronous member, and checks each call against what the inner stream
/// did.
/// </summary>
internal sealed class StreamWriting(Stream stream, MoodyStream inner, Random random, PoisonedBuffers buffers, Checks checks)
{
    private Exception? _told; // the failure that came out last
    private long _position; // goes on whatever becomes of a call, so that each has bytes of its own

    /// <summary>One call.</summary>
    /// <exception cref="Exception">What the call threw, checked.</exception>
    internal void WriteOnce()
    {
        StreamOperation? before = inner.Writes.Last;
        int length = random.Next(8) == 0 ? random.Next(4000) : random.Next(1, 100);
        byte[] buffer = [];
        try
        {
            switch (random.Next(8))
            {
                case 0:
                    length = 0;
                    stream.Flush();
                    break;
                case 1:
                    length = 1;
                    AnnounceNext(length);
                    stream.WriteByte(Pattern.At(inner.WritesAt));
                    break;
                case < 5:
                    AnnounceNext(length);
                    buffer = Pattern.Bytes(inner.WritesAt, length);
                    stream.Write(buffer.AsSpan());
                    break;
                default:
                    AnnounceNext(length);
                    buffer = Pattern.Bytes(inner.WritesAt - 5, length + 12);
                    stream.Write(buffer, 5, length);
                    break;
            }
        }
        catch (Exception e)
        {
            StreamVerdict.Check(e, inner.Writes.Last, ref _told, stream.WriteTimeout, checks);
            throw;
        }
        finally
        {
            buffers.Add(buffer);
        }

        StreamOperation operation = inner.Writes.Last!;
        checks.That("a write is one operation of the inner stream", operation != before);
        checks.Equal("a write returns when the inner one has ended, and well", length, operation.Count);
    }

    private void AnnounceNext(int length)
    {
        inner.WritesAt = _position;
        _position += length;
    }
}
