namespace Baton.Stress;

/// <summary>
/// Reads a <see cref="MoodyStream"/> through another by every synchronous member, and checks each call against what the inner stream did.
/// </summary>
internal sealed class StreamReading(Stream stream, MoodyStream inner, Random random, PoisonedBuffers buffers, Checks checks)
{
    private long _position;
    private bool _isSure = true; // of the position: nothing was given up

    private StreamDirection Reads => inner.Reads;

    /// <summary>One call.</summary>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="Exception">What the call threw, checked.</exception>
    internal bool ReadOnce()
    {
        int length = random.Next(8) == 0 ? random.Next(4000) : random.Next(1, 100);
        StreamOperation? before = Reads.Last;
        try
        {
            return random.Next(_isSure ? 40 : 36) switch
            {
                < 8 => ReadByte(),
                < 22 => Read(new byte[length], static (stream, buffer) => stream.Read(buffer.AsSpan())) || length == 0,
                < 36 => ReadIntoTheMiddle(length) || length == 0,
                < 39 => ReadExactly(Math.Max(1, length)),
                _ => CopyTheRest(),
            };
        }
        catch (Exception e)
        {
            StreamVerdict.Check(e, Reads.Last == before ? null : Reads.Last, stream.ReadTimeout, checks);
            _isSure &= e is ScenarioException; // any other call was given up, and what it may still take is lost
            throw;
        }
    }

    private bool ReadByte()
    {
        int value = stream.ReadByte();
        return Account(value < 0 ? [] : [(byte)value]);
    }

    private bool Read(byte[] buffer, Func<Stream, byte[], int> read)
    {
        int count;
        bool more;
        try
        {
            count = read(stream, buffer);
            more = Account(buffer.AsSpan(0, count));
        }
        finally
        {
            buffers.Add(buffer);
        }

        return more;
    }

    private bool ReadIntoTheMiddle(int length)
    {
        byte[] buffer = new byte[length + 10];
        try
        {
            buffer.AsSpan().Fill(0x5A);
            int count = stream.Read(buffer, 7, length);
            checks.That(
                "a read leaves alone what is beside its part of the buffer",
                !buffer.AsSpan(0, 7).ContainsAnyExcept((byte)0x5A) && !buffer.AsSpan(7 + length).ContainsAnyExcept((byte)0x5A));
            return Account(buffer.AsSpan(7, count));
        }
        finally
        {
            buffers.Add(buffer);
        }
    }

    private bool Account(ReadOnlySpan<byte> read)
    {
        StreamOperation operation = Reads.Last!;
        checks.Equal("a read returns when the inner one has ended, with its count", operation.Count, read.Length);
        checks.That("a read gives the bytes of its position", Pattern.IsAt(read, operation.Position), operation.ToString);
        if (_isSure && operation.Position != _position)
        {
            checks.Fail("no byte is skipped or given twice", $"expected {_position}, was {operation.Position}");
        }

        _position = operation.Position + read.Length;
        _isSure = true;
        return read.Length > 0;
    }

    private bool ReadExactly(int length)
    {
        byte[] buffer = new byte[length];
        bool all = false;
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

            checks.That("a read of several pieces gives the bytes of its position", Pattern.IsAt(buffer.AsSpan(0, count), _position));
            _position += count;
            all = true;
            return count >= least;
        }
        catch (EndOfStreamException)
        {
            _position = inner.Length;
            return false;
        }
        finally
        {
            _isSure = all && _isSure;
            buffers.Add(buffer);
        }
    }

    private bool CopyTheRest()
    {
        PatternSink sink = new(_position, checks);
        bool all = false;
        try
        {
            stream.CopyTo(sink, random.Next(1, 5000));
            checks.Equal("a copy is complete", inner.Length, sink.Position);
            all = true;
            return false;
        }
        finally
        {
            _position = inner.Length;
            _isSure = all;
        }
    }
}
