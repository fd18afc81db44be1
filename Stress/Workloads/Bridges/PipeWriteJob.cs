using System.IO.Compression;
using System.IO.Pipelines;

namespace Baton.Stress;

/// <summary>Writes the pattern, packed or not, into a pipe that an asynchronous method empties now and then.</summary>
internal sealed class PipeWriteJob : BridgeJob
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 2048, resumeWriterThreshold: 1024,
        useSynchronizationContext: false));
    private readonly PipeJobKind _kind;
    private readonly int _length;
    private readonly PoisonedBuffers _buffers;
    private readonly MemoryStream _received = new();
    private readonly Task _drain;

    internal PipeWriteJob(PipeJobKind kind, Random random, Checks checks)
        : base(random, checks)
    {
        _kind = kind;
        _length = random.Next(15_000);
        _buffers = new PoisonedBuffers(new Random(random.Next()), checks);
        Stream = _pipe.Writer.AsStream();
        _drain = Task.Run(() => DrainAsync(new Random(random.Next())));
    }

    internal override Stream Stream { get; }

    internal override long Work(Stream stream)
    {
        if (_kind == PipeJobKind.Plain)
        {
            WriteAll(stream);
            return _length;
        }

        using GZipStream packing = new(stream, CompressionLevel.Fastest, leaveOpen: true);
        WriteAll(packing);
        return _length;
    }

    internal override void Settle(bool isComplete, TimeSpan patience)
    {
        _pipe.Writer.Complete();
        Checks.That("whoever empties a pipe comes to an end", _drain.Wait(patience));
        if (isComplete)
        {
            byte[] received = _kind == PipeJobKind.Plain ? _received.ToArray() : Unpacked();
            Checks.That(
                "what has gone through a pipe is all that was written", received.Length == _length && Pattern.IsAt(received, 0), () =>
                    $"{received.Length} of {_length}");
        }
        else if (_kind == PipeJobKind.Plain)
        {
            Checks.That("what has gone through a pipe is the bytes of its position", Pattern.IsAt(_received.ToArray(), 0));
        }

        _buffers.Check();
    }

    private void WriteAll(Stream stream)
    {
        for (int position = 0; position < _length;)
        {
            int count = Math.Min(_length - position, Random.Next(1, 1500));
            byte[] buffer = Pattern.Bytes(position, count);
            try
            {
                if (count == 1)
                {
                    stream.WriteByte(buffer[0]);
                }
                else
                {
                    stream.Write(buffer, 0, count);
                }

                if (Random.Next(8) == 0)
                {
                    stream.Flush();
                }
            }
            finally
            {
                _buffers.Add(buffer);
            }

            position += count;
        }
    }

    private byte[] Unpacked()
    {
        _received.Position = 0;
        using GZipStream unpacked = new(_received, CompressionMode.Decompress);
        using MemoryStream all = new();
        unpacked.CopyTo(all);
        return all.ToArray();
    }

    private async Task DrainAsync(Random random)
    {
        while (true)
        {
            ReadResult result = await _pipe.Reader.ReadAsync().ConfigureAwait(false);
            foreach (ReadOnlyMemory<byte> piece in result.Buffer)
            {
                _received.Write(piece.Span);
            }

            _pipe.Reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                break;
            }

            if (random.Next(4) == 0)
            {
                await Task.Delay(random.Next(2)).ConfigureAwait(false);
            }
        }

        await _pipe.Reader.CompleteAsync().ConfigureAwait(false);
    }
}
