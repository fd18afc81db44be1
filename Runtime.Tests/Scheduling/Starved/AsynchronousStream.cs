using System.Threading.Channels;

namespace Baton.Tests;

/// <summary>
/// A stream whose operations end late, on a thread, and send what awaits them to the .NET pool. They take no notice of their tokens.
/// </summary>
/// <param name="isOfSources">Are its value tasks those of sources of .NET's? Otherwise they are tasks.</param>
internal sealed class AsynchronousStream(bool isOfSources) : Stream
{
    internal bool IsOfSources => isOfSources;

    /// <summary>What an operation that begins now waits for. Null: for a moment.</summary>
    internal ManualResetEventSlim? Gate { get; set; }

    internal bool Seeks { get; set; }

    internal int Writes { get; private set; }

    /// <summary>How many bytes are to be read.</summary>
    internal int Left { get; set; } = 100;

    internal int Flushes { get; private set; }

    internal int Disposals { get; private set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => Seeks;

    public override long Length => 100;

    public override long Position { get; set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = Math.Min(Math.Min(1, Left), buffer.Length);
        Left -= count;
        if (!isOfSources)
        {
            TaskCompletionSource<int> read = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Later(() => read.SetResult(count));
            return new ValueTask<int>(read.Task);
        }

        Channel<int> channel = Channel.CreateUnbounded<int>();
        ValueTask<int> reading = channel.Reader.ReadAsync(CancellationToken.None);
        Later(() => channel.Writer.TryWrite(count));
        return reading;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Writes++;
        return Operation();
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Flushes++;
        return OfTask();
    }

#pragma warning disable CA2215 // the base has nothing to dispose of
    public override ValueTask DisposeAsync()
    {
        Disposals++;
        return Operation();
    }
#pragma warning restore CA2215

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => Position = offset;

    public override void SetLength(long value) => throw new NotSupportedException();

    private ValueTask Operation()
    {
        if (!isOfSources)
        {
            return new ValueTask(OfTask());
        }

        Channel<int> channel = Channel.CreateBounded<int>(1);
        channel.Writer.TryWrite(0);
        ValueTask writing = channel.Writer.WriteAsync(1, CancellationToken.None);
        Later(() => channel.Reader.TryRead(out _));
        return writing;
    }

    private Task OfTask()
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Later(done.SetResult);
        return done.Task;
    }

    private void Later(Action action)
    {
        ManualResetEventSlim? gate = Gate;
        new Thread(() =>
        {
            if (gate is null)
            {
                Blocking.For(20);
            }

            gate?.Wait();
            action();
        })
        { IsBackground = true }.Start();
    }
}
