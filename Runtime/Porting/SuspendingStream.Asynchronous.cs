namespace Baton;

#pragma warning disable RS0027 // the overloads, with what is optional in them, are those of Stream

// What does not wait: the inner stream's own members, behind an operation that was given up.
public sealed partial class SuspendingStream
{
    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).TaskHere();
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        return _reads.GivenUp is null && _writes.GivenUp is null
            ? _inner.ReadAsync(buffer, cancellationToken)
            : _inner.ReadBehindAsync(_reads, _position, buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).TaskHere();
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        return _writes.GivenUp is null && _reads.GivenUp is null
            ? _inner.WriteAsync(buffer, cancellationToken)
            : _inner.WriteBehindAsync(_writes, _position, buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        _position.StepBack();
        return _writes.GivenUp is null ? _inner.FlushAsync(cancellationToken) : _inner.FlushBehindAsync(_writes, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        ValidateCopyToArguments(destination, bufferSize);
        return _reads.GivenUp is null && _writes.GivenUp is null
            ? _inner.CopyToAsync(destination, bufferSize, cancellationToken)
            : _inner.CopyBehindAsync(_reads, _position, destination, bufferSize, cancellationToken);
    }

    /// <summary>
    /// Begins the inner stream's <c>ReadAsync</c>. <see cref="EndRead"/> waits for its end, as <see cref="Read(Span{byte})"/> does, but
    /// without a time limit.
    /// </summary>
    /// <inheritdoc/>
    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state)
    {
        Task<int> reading = CallersContext.Without(() => ReadAsync(buffer, offset, count, CancellationToken.None));
        return TaskToAsyncResult.Begin(reading, callback, state);
    }

    /// <inheritdoc/>
    public override int EndRead(IAsyncResult asyncResult) => TaskToAsyncResult.Unwrap<int>(asyncResult).Await();

    /// <summary>
    /// Begins the inner stream's <c>WriteAsync</c>. <see cref="EndWrite"/> waits for its end, as <see cref="Write(ReadOnlySpan{byte})"/>
    /// does, but without a time limit.
    /// </summary>
    /// <inheritdoc/>
    public override IAsyncResult BeginWrite(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state)
    {
        Task writing = CallersContext.Without(() => WriteAsync(buffer, offset, count, CancellationToken.None));
        return TaskToAsyncResult.Begin(writing, callback, state);
    }

    /// <inheritdoc/>
    public override void EndWrite(IAsyncResult asyncResult) => TaskToAsyncResult.Unwrap(asyncResult).Await();
}
