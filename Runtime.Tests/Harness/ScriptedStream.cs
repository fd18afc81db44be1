namespace Baton.Tests;

/// <summary>
/// A stream that can only be used asynchronously, and does what the test says in each call. Its synchronous members throw, as those of a
/// web server's do.
/// </summary>
internal sealed class ScriptedStream : Stream
{
    private readonly Lock _lock = new();
    private readonly List<string> _calls = [];

    /// <summary>Null: <see cref="ReadAsync(Memory{byte}, CancellationToken)"/> finds the end.</summary>
    internal Func<Memory<byte>, CancellationToken, ValueTask<int>>? OnRead { get; init; }

    internal Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>? OnWrite { get; init; }

    internal Func<CancellationToken, Task>? OnFlush { get; init; }

    internal Func<Stream, int, CancellationToken, Task>? OnCopyTo { get; init; }

    internal Func<ValueTask>? OnDispose { get; init; }

    /// <summary>The asynchronous members that were called, in order.</summary>
    internal string Calls
    {
        get
        {
            lock (_lock)
            {
                return string.Join(' ', _calls);
            }
        }
    }

    /// <summary>A stream whose reads and writes end when their token fires.</summary>
    internal static ScriptedStream EndedByItsToken(TaskCompletionSource<int> operation)
    {
        return new ScriptedStream
        {
            OnRead = (_, token) => new ValueTask<int>(Begin(token)),
            OnWrite = (_, token) => new ValueTask(Begin(token)),
        };

        Task<int> Begin(CancellationToken token)
        {
            token.Register(() => operation.TrySetCanceled(token));
            return operation.Task;
        }
    }

    /// <summary>The token of the last call.</summary>
    internal CancellationToken Token { get; private set; }

    internal MemoryStream Written { get; } = new();

    internal bool Readable { get; init; } = true;

    internal bool Writable { get; init; } = true;

    public override bool CanRead => Readable;

    public override bool CanWrite => Writable;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Called("read", cancellationToken);
        return OnRead?.Invoke(buffer, cancellationToken) ?? default;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Called("write", cancellationToken);
        if (OnWrite is not null)
        {
            return OnWrite(buffer, cancellationToken);
        }

        Written.Write(buffer.Span);
        return default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Called("flush", cancellationToken);
        return OnFlush?.Invoke(cancellationToken) ?? Task.CompletedTask;
    }

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        Called("copy", cancellationToken);
        return OnCopyTo is null
            ? base.CopyToAsync(destination, bufferSize, cancellationToken)
            : OnCopyTo(destination, bufferSize, cancellationToken);
    }

#pragma warning disable CA2215 // that would dispose synchronously
    public override ValueTask DisposeAsync()
#pragma warning restore CA2215
    {
        Called("dispose", CancellationToken.None);
        return OnDispose?.Invoke() ?? default;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw Refused();

    public override int Read(Span<byte> buffer) => throw Refused();

    public override int ReadByte() => throw Refused();

    public override void Write(byte[] buffer, int offset, int count) => throw Refused();

    public override void Write(ReadOnlySpan<byte> buffer) => throw Refused();

    public override void WriteByte(byte value) => throw Refused();

    public override void Flush() => throw Refused();

    public override void CopyTo(Stream destination, int bufferSize) => throw Refused();

    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) => throw Refused();

    public override IAsyncResult BeginWrite(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        throw Refused();

    public override void Close() => throw Refused();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Called(string member, CancellationToken token)
    {
        lock (_lock)
        {
            _calls.Add(member);
            Token = token;
        }
    }

    private static InvalidOperationException Refused() => new("Synchronous operations are disallowed.");

    /// <summary>Waits in each member until its token fires.</summary>
    internal static ScriptedStream Honest() => new()
    {
        OnRead = async (_, token) =>
        {
            await Late.Never(token);
            return 0;
        },
        OnWrite = async (_, token) => await Late.Never(token),
        OnFlush = token => Late.Never(token),
        OnCopyTo = (_, _, token) => Late.Never(token),
    };
}
