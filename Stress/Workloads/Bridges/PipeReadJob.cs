using System.IO.Compression;
using System.IO.Pipelines;

namespace Baton.Stress;

/// <summary>Reads the pattern, packed or not, that an asynchronous method feeds into a pipe in random pieces.</summary>
internal sealed class PipeReadJob : BridgeJob
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 4096, resumeWriterThreshold: 2048,
        useSynchronizationContext: false));
    private readonly PipeJobKind _kind;
    private readonly int _length;
    private readonly PoisonedBuffers _buffers;
    private readonly Task _feed;

    internal PipeReadJob(PipeJobKind kind, Random random, Checks checks)
        : base(random, checks)
    {
        _kind = kind;
        _length = random.Next(15_000);
        _buffers = new PoisonedBuffers(new Random(random.Next()), checks);
        byte[] content = Pattern.Bytes(0, _length);
        Stream reader = _pipe.Reader.AsStream();
        Stream = kind == PipeJobKind.PackedOutside ? new GZipStream(reader, CompressionMode.Decompress) : reader;
        _feed = Task.Run(() => FeedAsync(kind == PipeJobKind.Plain ? content : Pack(content), new Random(random.Next())));
    }

    internal override Stream Stream { get; }

    internal override long Work(Stream stream)
    {
        if (_kind != PipeJobKind.PackedInside)
        {
            return ReadAll(stream);
        }

        using GZipStream unpacked = new(stream, CompressionMode.Decompress);
        return ReadAll(unpacked);
    }

    internal override void Settle(bool isComplete, TimeSpan patience)
    {
        _pipe.Reader.Complete();
        Checks.That("whoever feeds a pipe comes to an end", _feed.Wait(patience));
        _buffers.Check();
    }

    private long ReadAll(Stream stream)
    {
        long position = 0;
        while (true)
        {
            byte[] buffer = new byte[Random.Next(1, Random.Next(4) == 0 ? 6000 : 200)];
            try
            {
                int read = Random.Next(3) == 0 ? stream.Read(buffer.AsSpan()) : stream.Read(buffer, 0, buffer.Length);
                Checks.That("what comes through a pipe is the bytes of its position", Pattern.IsAt(buffer.AsSpan(0, read), position),
                    () => $"{read} at {position}");
                position += read;
                if (read == 0)
                {
                    Checks.Equal("what comes through a pipe is complete", _length, position);
                    return position;
                }
            }
            finally
            {
                _buffers.Add(buffer);
            }
        }
    }

    private static byte[] Pack(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private async Task FeedAsync(byte[] content, Random random)
    {
        for (int sent = 0; sent < content.Length;)
        {
            int count = Math.Min(content.Length - sent, random.Next(1, 3000));
            FlushResult result = await _pipe.Writer.WriteAsync(content.AsMemory(sent, count)).ConfigureAwait(false);
            if (result.IsCompleted)
            {
                break;
            }

            sent += count;
            if (random.Next(4) == 0)
            {
                await Task.Delay(random.Next(2)).ConfigureAwait(false);
            }
        }

        await _pipe.Writer.CompleteAsync().ConfigureAwait(false);
    }
}
