using System.Diagnostics;

namespace Baton;

/// <summary>
/// A stream for code that knows only the synchronous members of <see cref="Stream"/>, over a stream that can only be used asynchronously.
/// Each synchronous member awaits the asynchronous member of the inner stream. In a frame the frame is suspended for as long, and others
/// run; elsewhere the thread blocks.
/// </summary>
/// <remarks>
/// <para>The inner stream is lent an array of the library's own, and the bytes are copied once. So the caller's memory is never touched
/// after the call has ended. An operation that the inner stream completes at once costs no switch and no allocation. There is no buffer of
/// its own: for many small reads or writes put a <see cref="BufferedStream"/> before it.</para>
/// <para>The inner operation begins on the calling thread, without the synchronization context and the task scheduler of the caller. So its
/// code never wants to go on where the caller blocks. <see cref="CopyTo(Stream, int)"/> reads here, and its caller writes the
/// destination.</para>
/// <para><b>Cancellation.</b> Each synchronous member that needs the inner stream is a suspension point, even when it need not wait. A
/// cancellation of the frame, or of a scope in whose block the frame is, appears there. The inner operation is handed
/// a token that fires with <see cref="Coroutine.CancellationToken"/>; in a scope's block, with the scope's token. Without a frame it fires
/// with that of a <c>GenerateAsync</c> consumer or of a bridge. An operation that ignores its token is given up.</para>
/// <para><b>Disposal</b> ends the calls that wait, on whatever thread or in whatever frame: the token of their operation fires, and they
/// throw <see cref="ObjectDisposedException"/>. An operation that ignores its token, and the end of the inner stream too, keeps its call.
/// While a write or flush waits, nothing is flushed. Asynchronous members have the token that they were given, and no other.</para>
/// <para>A frame or body that is canceled gets nothing more through here, in its clean-up neither. Each call throws
/// <see cref="OperationCanceledException"/>, so that clean-up does not hang on a stalled stream. What must be said even then is for the
/// asynchronous members with a token of your own, and <see cref="AwaitExtensions"/>.</para>
/// <para><b>Time limits.</b> <see cref="ReadTimeout"/> and <see cref="WriteTimeout"/> hold for the synchronous members, whatever the inner
/// stream can do. As with a network stream they end the call with an <see cref="IOException"/>, whose inner exception is a
/// <see cref="System.Net.Sockets.SocketException"/> with <see cref="System.Net.Sockets.SocketError.TimedOut"/>. The clock is that of the
/// scheduler's options. The inner read is not canceled then, since many streams are of no use after that. It is canceled when this is
/// disposed, and with the caller.</para>
/// <para><b>After an operation was given up</b> it may go on. The next call in the same direction, synchronous or not, first waits for its
/// end. So the inner stream never has two operations at once.</para>
/// <para>A read loses nothing: what it still brings, be it bytes, the end or a failure, is for the next reads, in order. Of a write it is
/// not known how much has gone out. Its buffer stays valid, and later writes come behind it. If it fails, the next write throws that
/// failure. Do not write the same bytes again: close the connection, or go on behind them.</para>
/// <para>If the inner stream can seek, both directions share its position. So a write, <see cref="Seek"/>, <see cref="SetLength"/> and a
/// new <see cref="Position"/> first end a read that was given up, wait for it, and go back to where the caller has come to. What that read
/// has brought can be read again. Reads wait for a write that was given up. One caller makes one call at a time on such a stream.</para>
/// <para>Asynchronous members, and all others, go straight to the inner stream. An inner stream that has only synchronous members of its
/// own is called on threads of a pool that is kept for such calls. There it runs in the caller's execution context, without the caller's
/// locks. As with other streams, one caller may read and another write at the same time, but not two do the same.</para>
/// <para>Each synchronous member throws what the inner stream throws, the very object; and <see cref="ObjectDisposedException"/> after
/// <see cref="Stream.Dispose()"/>. It throws <see cref="InvalidOperationException"/> in a <see cref="Coroutine.NoSuspend"/> region, or when
/// it would block outside every scheduler while the switch <c>Baton.ThrowOnBlockingOutside</c> is on. In the latter case the operation has
/// begun, and is given up.</para>
/// </remarks>
/// <include file="../Examples.xml" path="examples/example[@name='SuspendingStreamExample']"/>
public sealed partial class SuspendingStream : Stream
{
    private readonly Stream _stream;
    private readonly InnerStream _inner;
    private readonly bool _leaveOpen;
    private readonly StreamSide _reads;
    private readonly StreamSide _writes;
    private readonly StreamPosition _position;
    private volatile string? _closed;   // why the stream is of no use any more; null: it is open. The closing thread, once
    private int _disposed;              // 1: a disposal has begun; interlocked

    /// <summary>Puts synchronous members before <paramref name="inner"/>.</summary>
    /// <param name="inner">Its synchronous members are called only if it has no asynchronous ones of its own.</param>
    /// <param name="leaveOpen">Is <paramref name="inner"/> to stay open when this is disposed? It is flushed then.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inner"/> is null.</exception>
    public SuspendingStream(Stream inner, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _stream = inner;
        _inner = new InnerStream(inner);
        _leaveOpen = leaveOpen;
        _reads = new StreamSide(this, "a stream's read", inner.CanTimeout && inner.CanRead ? inner.ReadTimeout : Timeout.Infinite);
        _writes = new StreamSide(this, "a stream's write", inner.CanTimeout && inner.CanWrite ? inner.WriteTimeout : Timeout.Infinite);
        _position = new StreamPosition(inner, _reads, _writes);
    }

    /// <summary>Can the inner stream be read? Not after this is disposed.</summary>
    public override bool CanRead => _closed is null && _stream.CanRead;

    /// <summary>Can the inner stream seek? Not after this is disposed.</summary>
    public override bool CanSeek => _closed is null && _stream.CanSeek;

    /// <summary>Can the inner stream be written? Not after this is disposed.</summary>
    public override bool CanWrite => _closed is null && _stream.CanWrite;

    /// <summary>Always: time limits are kept here.</summary>
    public override bool CanTimeout => true;

    /// <inheritdoc/>
    public override long Length => Inner.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get
        {
            ThrowIfClosed();
            return _position.Value;
        }

        set => Settled().Position = value;
    }

    /// <summary>
    /// How long a synchronous read may wait, in milliseconds: 1 or more, or <see cref="Timeout.Infinite"/>. Before it is set it is the
    /// inner stream's, as that was when this was created; infinite if the inner stream knows no time limits. The inner stream's own is not
    /// changed.
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

    private Stream Inner => _closed is { } why ? throw new ObjectDisposedException(nameof(SuspendingStream), why) : _stream;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Settled().Seek(offset, origin);

    /// <inheritdoc/>
    public override void SetLength(long value) => Settled().SetLength(value);

    // The inner stream, where the caller has come to.
    private Stream Settled()
    {
        ThrowIfClosed();
        return _position.Settle();
    }

    /// <summary>From now on the stream is of no use, and says why.</summary>
    internal void Close(string why)
    {
        _closed ??= why;
        Interlocked.MemoryBarrier(); // the stream is closed before the sides look
        _reads.CancelAll();
        _writes.CancelAll();
    }

    /// <summary>Does a call wait? For tests.</summary>
    internal bool CallWaits => _reads.UnderWay.Waits || _writes.UnderWay.Waits;

    internal bool IsClosed => _closed is not null;

    /// <summary>The token of the bridge that made this, whose calls it ends wherever they are made. Null: none.</summary>
    internal OutsideToken? Bridge { get; init; }

    /// <summary>Has a call been refused, or broken off, because its run was canceled? Any caller, once.</summary>
    internal bool HasRefused { get => Volatile.Read(ref field); set => Volatile.Write(ref field, value); }

    /// <summary>The operations that were given up, at most one in each direction. Anybody, when there is no caller any more.</summary>
    internal Task[] GivenUp => [.. new[] { _reads.GivenUp, _writes.GivenUp }.OfType<GivenUpOperation>().Select(one => one.Operation)];

    internal void ThrowIfClosed() => _ = Inner;

    [StackTraceHidden]
    private static int Checked(int value, string name) => value is > 0 or Timeout.Infinite
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is 1 or more milliseconds, or Timeout.Infinite.");

    /// <summary>
    /// Flushes the inner stream, if it can be written. Then disposes it, or leaves it open. Both are done asynchronously, and this waits
    /// for their end. A failure of the flush comes out, and the inner stream is disposed all the same. No effect the second time.
    /// </summary>
    /// <param name="disposing">True.</param>
    /// <remarks>
    /// In a frame, or a body without one, that is canceled nothing is flushed. What the caller was not told of is told at the caller's next
    /// suspension point, not here: an exception may be on its way. A cancellation that comes while the stream is flushed fires the token
    /// that the flush was given, and the wait goes on to the end of the disposal.
    /// </remarks>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            using DisposalRegion region = DisposalRegion.Begin();
            try
            {
                _position.StepBack(); // for a caller that goes on with the inner stream
                LastCalls.Flush(this, _writes, _position, _inner);
            }
            finally
            {
                Close("The stream is disposed.");
                if (!_leaveOpen)
                {
                    LastCalls.Dispose(_writes, _inner);
                }
            }
        }

        base.Dispose(disposing);
    }

    /// <summary>As <see cref="Stream.Dispose()"/>, without blocking or suspending.</summary>
    /// <returns>Completes when the inner stream is flushed, and disposed if it is not to be left open.</returns>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            try
            {
                _position.StepBack(); // for a caller that goes on with the inner stream
                if (CanWrite && !_writes.UnderWay.Waits)
                {
                    await new Directly(_writes.OutlastGivenUpInTimeAsync());
                    await new Directly(_inner.FlushAsync(CancellationToken.None));
                }
            }
            finally
            {
                Close("The stream is disposed.");
                if (!_leaveOpen)
                {
                    await new Directly(_inner.DisposeAsync());
                }
            }
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }
}
