namespace Baton;

/// <summary>
/// Gives code that knows only the synchronous members of <see cref="Stream"/> a stream that can only be used asynchronously: each synchronous member
/// awaits the asynchronous one of the inner stream. In a frame the frame is suspended for as long, and others run; elsewhere the thread blocks.
/// </summary>
/// <remarks>
/// <para>What the inner stream completes at once costs a plain call: no switch, no allocation, no copy. Otherwise the operation gets a rented buffer, and its
/// bytes are copied once; so the caller's memory is never touched after the call has ended, however it ended. <see cref="CopyTo(Stream, int)"/> is one operation
/// of the inner stream, and copies nothing besides. There is no buffer of its own: many small reads or writes are for a
/// <see cref="BufferedStream"/> around it.</para>
/// <para><b>Cancellation.</b> Each synchronous member that needs the inner stream is a suspension point, even when it need not wait: a cancellation of the
/// frame, or of a scope in whose block it is, appears there. <see cref="Coroutine.CancellationToken"/> (in a scope's block the token of that scope) is handed
/// to the inner operation, and nobody waits for one that ignores it: it is given up, and its outcome is lost. A frame that is canceled gets nothing
/// more through here, in its clean-up neither: each call throws <see cref="OperationCanceledException"/>, so that clean-up does not hang on a stalled
/// stream. What must be said even then is for the asynchronous members with a token of your own, and <see cref="AwaitExtensions"/>.</para>
/// <para><b>Time limits.</b> <see cref="ReadTimeout"/> and <see cref="WriteTimeout"/> hold for the synchronous members, whatever the inner stream can do, and as with
/// a network stream end the call with an <see cref="IOException"/>. They go by the clock of the scheduler's options.</para>
/// <para><b>After an operation was given up</b> the next synchronous call in the same direction first waits for its end, so that the inner stream never has
/// two at once.</para>
/// <para>Asynchronous members, and all others, go straight to the inner stream. One that has only synchronous members of its own does the asynchronous ones
/// on the .NET thread pool, where it blocks a thread. As with other streams, one caller may read and another write at the same time, but not two do the
/// same.</para>
/// <para>Each synchronous member throws what the inner stream throws, the very object; <see cref="ObjectDisposedException"/> after <see cref="Stream.Dispose()"/>;
/// and <see cref="InvalidOperationException"/> in a <see cref="Coroutine.NoSuspend"/> region, or when it would block outside every scheduler while the switch
/// <c>Baton.ThrowOnBlockingOutside</c> is on: the operation has then begun, and is given up.</para>
/// </remarks>
public sealed partial class SuspendingStream : Stream
{
    private readonly Stream _inner;
    private readonly bool _leaveOpen;
    private readonly StreamSide _reads;
    private readonly StreamSide _writes;
    private volatile string? _closed; // why there is no more to be had here; set once
    private int _disposed; // interlocked: 1 once anybody has begun to

    /// <summary>Puts synchronous members before <paramref name="inner"/>.</summary>
    /// <param name="inner">Its synchronous members are never called.</param>
    /// <param name="leaveOpen">Is <paramref name="inner"/> to stay open when this is disposed? It is flushed then.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inner"/> is null.</exception>
    public SuspendingStream(Stream inner, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
        _leaveOpen = leaveOpen;
        _reads = new StreamSide(this, "a stream's read", inner.CanTimeout && inner.CanRead ? inner.ReadTimeout : Timeout.Infinite);
        _writes = new StreamSide(this, "a stream's write", inner.CanTimeout && inner.CanWrite ? inner.WriteTimeout : Timeout.Infinite);
    }

    /// <summary>Can the inner stream be read? Not after this is disposed.</summary>
    public override bool CanRead => _closed is null && _inner.CanRead;

    /// <summary>Can the inner stream seek? Not after this is disposed.</summary>
    public override bool CanSeek => _closed is null && _inner.CanSeek;

    /// <summary>Can the inner stream be written? Not after this is disposed.</summary>
    public override bool CanWrite => _closed is null && _inner.CanWrite;

    /// <summary>Always: time limits are kept here.</summary>
    public override bool CanTimeout => true;

    /// <inheritdoc/>
    public override long Length => Inner.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => Inner.Position;
        set => Inner.Position = value;
    }

    /// <summary>
    /// In milliseconds, 1 or more, or <see cref="Timeout.Infinite"/>: so long may a synchronous read wait. Until it is set, what the inner stream's was when
    /// this was created; if that knows no time limits, infinite. The inner stream's own is not changed.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">0, or negative and not <see cref="Timeout.Infinite"/>.</exception>
    public override int ReadTimeout
    {
        get => _reads.Timeout;
        set => _reads.Timeout = Checked(value, nameof(ReadTimeout));
    }

    /// <summary>As <see cref="ReadTimeout"/>, for what writes, flushes and disposes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">0, or negative and not <see cref="Timeout.Infinite"/>.</exception>
    public override int WriteTimeout
    {
        get => _writes.Timeout;
        set => _writes.Timeout = Checked(value, nameof(WriteTimeout));
    }

    private Stream Inner
    {
        get
        {
            ThrowIfClosed();
            return _inner;
        }
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Inner.Seek(offset, origin);

    /// <inheritdoc/>
    public override void SetLength(long value) => Inner.SetLength(value);

    /// <summary>From now on there is nothing to be had here, and the reason is told.</summary>
    internal void Close(string why) => _closed ??= why;

    internal void ThrowIfClosed()
    {
        if (_closed is { } why)
        {
            throw new ObjectDisposedException(nameof(SuspendingStream), why);
        }
    }

    private static int Checked(int value, string name) => value is > 0 or Timeout.Infinite
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is 1 or more milliseconds, or Timeout.Infinite.");

    /// <summary>
    /// Flushes the inner stream, if it can be written, and disposes it, or leaves it open; both asynchronously, and this waits for their end. What fails in the
    /// flush comes out when the inner stream is disposed all the same. No effect the second time.
    /// </summary>
    /// <param name="disposing">True.</param>
    /// <remarks>
    /// In a frame that is canceled nothing is flushed. One that is canceled while it waits for the end of the disposal leaves that to itself.
    /// </remarks>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            try
            {
                FlushLast();
            }
            finally
            {
                Close("The stream is disposed.");
                DisposeInner();
            }
        }

        base.Dispose(disposing);
    }

    // A frame that is canceled, and has been told, throws nothing more for it.
    private void FlushLast()
    {
        FrameCore? frame = FrameCore.Current;
        frame?.EnterOutsideWait();
        if (CanWrite && frame?.InnermostToken.IsCancellationRequested != true)
        {
            Flush();
        }
    }

    private void DisposeInner()
    {
        if (!_leaveOpen)
        {
            using StreamCall call = new(_writes, CancellationToken.None);
            call.Await(_inner.DisposeAsync());
        }
    }

    /// <summary>As <see cref="Stream.Dispose()"/>, without blocking or suspending.</summary>
    /// <returns>Completes when the inner stream is flushed, and disposed if it is not to be left open.</returns>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            try
            {
                if (CanWrite)
                {
                    await _inner.FlushAsync().ConfigureAwait(false);
                }
            }
            finally
            {
                Close("The stream is disposed.");
                if (!_leaveOpen)
                {
                    await _inner.DisposeAsync().ConfigureAwait(false);
                }
            }
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }
}
