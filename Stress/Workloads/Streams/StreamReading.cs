namespace Baton.Stress;

/// <summary>
/// Reads a <see cref="MoodyStream"/> through another by every synchronous member, and checks each call against what the inner stream did.
/// </summary>
internal sealed class StreamReading(Stream stream, MoodyStream inner, Random random, PoisonedBuffers buffers, Checks checks)
{
    private long[] _positions = [0]; // where the next byte may come from: one place, unless a call of several reads has failed
    private Exception? _told;        // the failure that came out last

    private StreamDirection Reads => inner.Reads;

    private bool IsSure => _positions.Length == 1;

    /// <summary>One call.</summary>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="Exception">What the call threw, checked.</exception>
    internal bool ReadOnce()
    {
        int length = random.Next(8) == 0 ? random.Next(4000) : random.Next(1, 100);
        StreamOperation? before = Reads.Last;
        try
        {
            return random.Next(IsSure ? 40 : 36) switch
            {
                < 8 => ReadByte(before),
                < 22 => Read(new byte[length], before) || length == 0,
                < 36 => ReadIntoTheMiddle(length, before) || length == 0,
                < 39 => ReadExactly(Math.Max(1, length)),
                _ => CopyTheRest(),
            };
        }
        catch (Exception e)
        {
            StreamVerdict.Check(e, Reads.Last, ref _told, stream.ReadTimeout, checks);
            throw;
        }
    }

    private bool ReadByte(StreamOperation? before)
    {
        int value = stream.ReadByte();
        return Account(value < 0 ? [] : [(byte)value], isWanted: true, before);
    }

    private bool Read(byte[] buffer, StreamOperation? before)
    {
        try
        {
            int count = stream.Read(buffer.AsSpan());
            return Account(buffer.AsSpan(0, count), buffer.Length > 0, before);
        }
        finally
        {
            buffers.Add(buffer);
        }
    }

    private bool ReadIntoTheMiddle(int length, StreamOperation? before)
    {
        byte[] buffer = new byte[length + 10];
        try
        {
            buffer.AsSpan().Fill(0x5A);
            int count = stream.Read(buffer, 7, length);
            checks.That(
                "a read leaves alone what is beside its part of the buffer",
                !buffer.AsSpan(0, 7).ContainsAnyExcept((byte)0x5A) && !buffer.AsSpan(7 + length).ContainsAnyExcept((byte)0x5A));
            return Account(buffer.AsSpan(7, count), length > 0, before);
        }
        finally
        {
            buffers.Add(buffer);
        }
    }

    // A read that was given up loses nothing: what it has brought since is for the reads after it.
    private bool Account(ReadOnlySpan<byte> read, bool isWanted, StreamOperation? before)
    {
        StreamOperation operation = Reads.Last!;
        if (operation != before)
        {
            checks.Equal("a read returns when the inner one has ended, with its count", operation.Count, read.Length);
        }
        else
        {
            checks.That(
                "a read that begins none gets what one has brought that was given up", read.Length <= operation.Count, operation.ToString);
        }

        List<long> next = [];
        foreach (long position in _positions)
        {
            if (Pattern.IsAt(read, position) && (read.Length > 0 || !isWanted || position == inner.Length))
            {
                next.Add(position + read.Length);
            }
        }

        if (next.Count == 0)
        {
            checks.Fail(
                "no byte is skipped or given twice", $"{read.Length} bytes that are not at {string.Join(", ", _positions)}; {operation}");
            next.Add(operation.Position + read.Length);
        }
        else
        {
            checks.Held("no byte is skipped or given twice", 1);
        }

        _positions = [.. next];
        return read.Length > 0;
    }

    private bool ReadExactly(int length)
    {
        byte[] buffer = new byte[length];
        long position = _positions[0];
        _positions = [.. Enumerable.Range(0, length + 1).Select(count => position + count)]; // until it is over
        try
        {
            int least = random.Next(1, length + 1);
            int count = length;
            if (random.Next(2) == 0)
            {
                count = stream.ReadAtLeast(buffer, least, throwOnEndOfStream: false);
            }
            else
            {
                stream.ReadExactly(buffer);
            }

            checks.That("a read of several pieces gives the bytes of its position", Pattern.IsAt(buffer.AsSpan(0, count), position));
            _positions = [position + count];
            return count >= least;
        }
        catch (EndOfStreamException)
        {
            _positions = [inner.Length];
            return false;
        }
        finally
        {
            buffers.Add(buffer);
        }
    }

    private bool CopyTheRest()
    {
        PatternSink sink = new(_positions[0], checks);
        try
        {
            stream.CopyTo(sink, random.Next(1, 5000));
            checks.Equal("a copy is complete", inner.Length, sink.Position);
            return false;
        }
        finally
        {
            _positions = [sink.Position];
        }
    }
}
