using System.Buffers;

namespace Baton.Stress;

/// <summary>
/// A stream that can only be used asynchronously, and whose operations go as they are drawn: some complete at once, some later on other
/// threads, some mind their token, some do not, some fail, some answer short. Keeps account of them, and checks what it is lent.
/// </summary>
/// <remarks>
/// It gives the <see cref="Pattern"/>, and expects that of the position that the writer has announced. Reads and writes know nothing of
/// each other.
/// </remarks>
internal sealed class MoodyStream(Random reads, Random writes, int length, Checks checks) : Stream
{
    private long _position; // of the next read: whoever reads
    private int _failures;  // interlocked
    private int _disposals; // interlocked, as is the next
    private int _copies;    // under way: each is one operation, whose pieces may come at any time

    internal StreamDirection Reads { get; } = new("reads", reads, checks);

    internal StreamDirection Writes { get; } = new("writes", writes, checks);

    /// <summary>Writer, before it writes: where that is.</summary>
    internal long WritesAt { get; set; }

    internal bool IsIdle => Reads.IsIdle && Writes.IsIdle && Volatile.Read(ref _copies) == 0;

    internal int Disposals => Volatile.Read(ref _disposals);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => length;

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        StreamOperation operation = Begin(Reads, _position, buffer.Length);
        int left = (int)Math.Min(buffer.Length, length - _position);
        int count = left > 1 && Reads.Random.Next(3) == 0 ? Reads.Random.Next(1, left) : left;
        Task<int>? slow = Go(Reads, operation, buffer, count, Fill, cancellationToken);
        return slow is null ? ValueTask.FromResult(count) : new ValueTask<int>(slow);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _copies);
        try
        {
            await base.CopyToAsync(destination, bufferSize, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _copies);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        StreamOperation operation = Begin(Writes, WritesAt, buffer.Length);
        Task<int>? slow = Go(Writes, operation, System.Runtime.InteropServices.MemoryMarshal.AsMemory(buffer), buffer.Length, Verify,
            cancellationToken);
        return slow is null ? ValueTask.CompletedTask : new ValueTask(slow);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        StreamOperation operation = Begin(Writes, WritesAt, 0);
        return Go(Writes, operation, default, 0, static (_, _) => { }, cancellationToken) ?? Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Increment(ref _disposals) % 2 == length % 2)
        {
            await Task.Yield();
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw OnlyAsynchronous();

    public override void Write(byte[] buffer, int offset, int count) => throw OnlyAsynchronous();

    public override void Flush() => throw OnlyAsynchronous();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        checks.That("the inner stream is disposed asynchronously", Disposals > 0);
        base.Dispose(disposing);
    }

    private StreamOperation Begin(StreamDirection direction, long position, int size)
    {
        StreamOperation operation = direction.Begin(position, size);
        checks.That("no operation of the inner stream begins after it was disposed", Disposals == 0
            || Volatile.Read(ref _copies) > 0, operation.ToString);
        return operation;
    }

    // Null: complete.
    private Task<int>? Go(
        StreamDirection direction, StreamOperation operation, Memory<byte> memory, int count, Action<Memory<byte>, long> move,
            CancellationToken token)
    {
        StreamMood mood = direction.Draw();
        switch (mood)
        {
            case StreamMood.AtOnce:
                move(memory[..count], operation.Position);
                End(direction, operation, count);
                return null;
            case StreamMood.Throws:
                throw direction.Fail(operation, NewFailure());
            case StreamMood.FailsAtOnce:
                return Task.FromException<int>(direction.Fail(operation, NewFailure()));
            case StreamMood.Elsewhere:
                return Elsewhere(direction, operation, memory, count, move);
            default:
                return GoSlowly(mood, direction, operation, memory, count, move, token);
        }
    }

    private Task<int> Elsewhere(
        StreamDirection direction, StreamOperation operation, Memory<byte> memory, int count, Action<Memory<byte>, long> move)
    {
        int after = direction.Random.Next(20);
        int linger = direction.Random.Next(30);
        Task<int> task = Task.Run(() =>
        {
            Perturbation.Spin(after);
            move(memory[..count], operation.Position);
            return End(direction, operation, count);
        });
        Perturbation.Spin(linger); // so that some are met, and some have ended, before this returns
        return task;
    }

    private async Task<int> GoSlowly(
        StreamMood mood, StreamDirection direction, StreamOperation operation, Memory<byte> memory, int count, Action<Memory<byte>,
            long> move, CancellationToken token)
    {
        TimeSpan delay = TimeSpan.FromMilliseconds(direction.Random.Next(4));
        int done = mood == StreamMood.HalfAndHalf ? direction.Random.Next(count + 1) : 0;
        if (done > 0)
        {
            move(memory[..done], operation.Position);
        }

        using MemoryHandle pinned = mood == StreamMood.Pinned ? memory.Pin() : default;
        try
        {
            switch (mood)
            {
                case StreamMood.Honest:
                    await Task.Delay(delay, token).ConfigureAwait(false);
                    break;
                case StreamMood.Stalls:
                    await Task.Delay(Timeout.InfiniteTimeSpan, token).ConfigureAwait(false);
                    break;
                case StreamMood.Deaf:
                    await Task.Delay(delay, CancellationToken.None).ConfigureAwait(false);
                    break;
                default:
                    await Task.Yield();
                    break;
            }
        }
        catch (OperationCanceledException e)
        {
            direction.Fail(operation, e);
            throw;
        }

        if (mood == StreamMood.FailsLater)
        {
            throw direction.Fail(operation, NewFailure());
        }

        move(memory[done..count], operation.Position + done);
        return End(direction, operation, count);
    }

    private int End(StreamDirection direction, StreamOperation operation, int count)
    {
        if (direction == Reads)
        {
            _position = operation.Position + count;
        }

        return direction.End(operation, count);
    }

    private static void Fill(Memory<byte> memory, long position) => Pattern.Fill(memory.Span, position);

    private void Verify(Memory<byte> memory, long position) =>
        checks.That("what the inner stream is to write is what the caller gave", Pattern.IsAt(memory.Span, position), () =>
            $"{memory.Length} bytes at {position}");

    private ScenarioException NewFailure() => new(Interlocked.Increment(ref _failures));

    private static InvalidOperationException OnlyAsynchronous() => new("A synchronous member of the inner stream was called.");
}
