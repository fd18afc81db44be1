using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// One direction of a <see cref="SuspendingStream"/>: its time limit, and an operation of the inner stream that was given up.
/// </summary>
/// <remarks>Belongs to the caller in this direction. As with other streams, there is one call at a time.</remarks>
/// <param name="stream">Whose direction.</param>
/// <param name="what">Completes "To await …".</param>
/// <param name="timeout">In milliseconds; less than 1: infinite.</param>
[StackTraceHidden]
internal sealed class StreamSide(SuspendingStream stream, string what, int timeout)
{
    // An operation that no call waits for; still under way, or a read whose bytes are left. The caller, when it gives up, and later
    private GivenUpOperation? _givenUp;

    internal string What => what;

    /// <summary>What was given up, and not outlasted yet. Null: nothing.</summary>
    internal GivenUpOperation? GivenUp => _givenUp;

    /// <summary>The call that waits, and the token of the next.</summary>
    internal CallUnderWay UnderWay { get; } = new(stream);

    /// <summary>In milliseconds, 1 or more, or <see cref="Timeout.Infinite"/>. Written by the user of the stream, between calls.</summary>
    internal int Timeout { get; set; } = timeout > 0 ? timeout : System.Threading.Timeout.Infinite;

    internal static int Checked(int read, int length) => (uint)read <= (uint)length
        ? read
        : throw new IOException($"The inner stream says that it has read {read} bytes into {length}.");

    /// <summary>
    /// Before an operation of the inner stream begins. Throws unless the stream is open, and the caller may wait and is not canceled. Waits
    /// for an operation that was given up, and throws what it has failed with.
    /// </summary>
    internal StreamCall Begin()
    {
        stream.ThrowIfClosed();
        if (_givenUp is null && stream.Bridge is null && FrameCore.Current is { } frame && frame.IsFreeToWait())
        {
            CancellationToken token = OpenBlocks.TokenFor(frame);
            if (!token.IsCancellationRequested)
            {
                return new StreamCall(this, bridge: null, frame.IsOnCallersThread(), token); // nothing stands in its way, as most often
            }
        }

        return BeginSlowly();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private StreamCall BeginSlowly()
    {
        StreamCall call = Enter();
        if (_givenUp is not null)
        {
            OutlastGivenUp(_givenUp, call);
        }

        return call;
    }

    private StreamCall Enter()
    {
        stream.ThrowIfClosed();
        OutsideToken? bridge = stream.Bridge;
        CancellationToken token = FrameCore.Current is { } frame ? EnterInFrame(frame, ref bridge) : EnterOutside(ref bridge);
        bool isOwn = FrameCore.Current?.IsOnCallersThread() ?? CoroutineCore.Current is null;
        return new StreamCall(this, bridge, isOwn, token);
    }

    private CancellationToken EnterInFrame(FrameCore frame, ref OutsideToken? bridge)
    {
        if (bridge is not null && frame.Scheduler.RunCancellation is { } run && run.Has(bridge.Given))
        {
            bridge = null; // its frames are canceled by their run
        }

        if (frame.IsFreeToWait())
        {
            CancellationToken token = OpenBlocks.TokenFor(frame);
            if (!token.IsCancellationRequested && bridge is not { HasFired: true })
            {
                return token;
            }
        }

        return EnterSlowly(frame, ref bridge);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private CancellationToken EnterSlowly(FrameCore frame, ref OutsideToken? bridge)
    {
        try
        {
            frame.EnterOutsideWait();
            CancellationToken token = OpenBlocks.TokenFor(frame);
            if (token.IsCancellationRequested)
            {
                if (!frame.Cancellation.Hold.IsNeededFor(token) && !frame.Cancellation.Hold.IsNeededForRefusal())
                {
                    CanceledWait.Refuse(frame, token);
                }

                token = CancellationToken.None; // the operation would end at once, and no exception could tell of that
            }

            ThrowIfFired(ref bridge);
            return token;
        }
        catch
        {
            NoteIfRefused();
            throw;
        }
    }

    private CancellationToken EnterOutside(ref OutsideToken? bridge)
    {
        OutsideToken? outside = OutsideToken.Current;
        ThrowIfFired(ref bridge);
        ThrowIfFired(ref outside);
        bridge = bridge == outside ? null : bridge;
        return outside?.Token ?? CancellationToken.None;
    }

    /// <summary>Before a call, or when the token has ended its wait; in clean-up too. Null afterwards: the token is held back.</summary>
    internal void ThrowIfFired(ref OutsideToken? outside)
    {
        bool hasFired = outside is { HasFired: true };
        if (hasFired && !outside!.IsHeldBack)
        {
            NoteIfRefused();
            throw outside.Tell();
        }

        outside = hasFired ? null : outside;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OutlastGivenUp(GivenUpOperation givenUp, StreamCall call)
    {
        try
        {
            if (!givenUp.Operation.IsCompleted)
            {
                call.WaitForEnd(givenUp.Operation);
            }

            Outlasted(givenUp);
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    /// <summary>Waits for what was given up in <paramref name="side"/>, and leaves it for the next call there.</summary>
    internal void AwaitGivenUpOf(StreamSide side)
    {
        using StreamCall call = Enter(); // the limit of this direction counts
        if (side._givenUp is { Operation: { IsCompleted: false } operation })
        {
            call.WaitForEnd(operation);
            stream.ThrowIfClosed();
        }
    }

    /// <summary>As <see cref="AwaitGivenUpOf"/> does, for a member that does not wait.</summary>
    internal async ValueTask AwaitGivenUpAsync(CancellationToken token)
    {
        if (_givenUp is { Operation: { IsCompleted: false } operation })
        {
            using OperationWait wait = new(operation, System.Threading.Timeout.InfiniteTimeSpan, token);
            await new Directly(wait.Task);
            if (!wait.HasEnded)
            {
                token.ThrowIfCancellationRequested();
            }
        }

        stream.ThrowIfClosed();
    }

    /// <summary>As <see cref="Begin"/> does, for a member that does not wait.</summary>
    internal async ValueTask OutlastGivenUpAsync(CancellationToken token)
    {
        if (_givenUp is { } givenUp)
        {
            await new Directly(AwaitGivenUpAsync(token));
            Outlasted(givenUp);
        }
    }

    /// <summary>As <see cref="OutlastGivenUpAsync"/>, within the time limit.</summary>
    /// <exception cref="IOException">The time is over.</exception>
    internal async ValueTask OutlastGivenUpInTimeAsync()
    {
        if (_givenUp is { Operation: { IsCompleted: false } operation } && Timeout != System.Threading.Timeout.Infinite)
        {
            using OperationWait wait = new(operation, TimeSpan.FromMilliseconds(Timeout), CancellationToken.None);
            await new Directly(wait.Task);
            if (!wait.HasEnded)
            {
                throw new IOException(
                    $"An operation that was given up has not ended within another {Timeout} ms.",
                    new SocketException((int)SocketError.TimedOut));
            }
        }

        await new Directly(OutlastGivenUpAsync(CancellationToken.None));
    }

    // Bytes, and the end of the stream, stay for the next read.
    private void Outlasted(GivenUpOperation givenUp)
    {
        stream.ThrowIfClosed(); // the stream may have been closed meanwhile
        if (givenUp is not GivenUpRead { HasNews: true })
        {
            _givenUp = null;
            givenUp.ThrowIfFailed();
        }
    }

    /// <summary>After <see cref="Begin"/>: gives a read what an earlier one has brought since that was given up.</summary>
    internal bool TryTakeEarly(Span<byte> destination, out int count)
    {
        count = 0;
        if (_givenUp is not GivenUpRead early)
        {
            return false;
        }

        _givenUp = null; // also if the count that it tells is wrong, and is refused here
        count = early.Take(destination);
        if (early.Left > 0 || destination.IsEmpty)
        {
            _givenUp = early;
        }

        return true;
    }

    /// <summary>Of a stream that can seek: forgets what an earlier read has brought. A failure is left for the next read.</summary>
    /// <returns>How many bytes: the inner stream is so far ahead of its reader. 0 also while the read is under way.</returns>
    internal int TakeBack()
    {
        if (_givenUp is not GivenUpRead { Operation.IsCompletedSuccessfully: true } early)
        {
            return 0;
        }

        _givenUp = null;
        return early.Left;
    }

    /// <summary>A call is about to throw: is it because the run is canceled that the stream was made for?</summary>
    internal void NoteIfRefused()
    {
        if (FrameCore.Current is { } frame
            ? frame is { IsLate: false, Scheduler.IsAllAskedFor: true }
            : stream.Bridge is { HasFired: true })
        {
            stream.HasRefused = true;
        }
    }

    /// <summary>No call waits for the operation any more.</summary>
    internal void GiveUp(GivenUpOperation operation)
    {
        Interlocked.Exchange(ref _givenUp, operation); // first this, then the look at the stream: see CancelGivenUp
        NoteIfRefused();
        if (stream.IsClosed)
        {
            operation.Cancel();
        }

        Uninterrupted.Run(static operation => QuietContinuation.Hang(operation.Operation, EndOf, operation), operation);
    }

    private static void EndOf(Task ended, object? operation)
    {
        _ = ended.Exception; // seen: perhaps no call comes any more that could throw it
        ((GivenUpOperation)operation!).Ended();
    }

    /// <summary>The stream has just been closed, by anybody: an operation that goes on is for no call any more.</summary>
    internal void CancelAll()
    {
        _givenUp?.Cancel();
        UnderWay.Cut();
    }
}
