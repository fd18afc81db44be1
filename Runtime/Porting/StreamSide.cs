using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// One direction of a <see cref="SuspendingStream"/>: its time limit, and an operation of the inner stream that was given up.
/// </summary>
/// <remarks>Belongs to the caller in this direction. As with other streams, there is one call at a time.</remarks>
/// <param name="stream">Whose direction.</param>
/// <param name="what">Completes "To await …".</param>
/// <param name="timeout">In milliseconds; less than 1: infinite.</param>
internal sealed class StreamSide(SuspendingStream stream, string what, int timeout)
{
    private Task? _givenUp; // an operation that no call waits for, and that may still be under way; the caller, when it gives up

    internal string What => what;

    /// <summary>An operation that was given up, and may still be under way. Anybody, when there is no caller any more.</summary>
    internal Task GivenUp => _givenUp ?? Task.CompletedTask;

    /// <summary>In milliseconds, 1 or more, or <see cref="Timeout.Infinite"/>. Written by the user of the stream, between calls.</summary>
    internal int Timeout { get; set; } = timeout > 0 ? timeout : System.Threading.Timeout.Infinite;

    /// <summary>
    /// Before an operation of the inner stream begins. Throws unless the stream is open, and the frame may be suspended and is not
    /// canceled. Waits for an operation that was given up.
    /// </summary>
    internal StreamCall Begin()
    {
        stream.ThrowIfClosed();
        StreamCall call = new(this, FrameCore.Current is { } frame ? Enter(frame) : default);
        if (_givenUp is not null)
        {
            OutlastGivenUp(_givenUp, call);
        }

        return call;
    }

    private CancellationToken Enter(FrameCore frame)
    {
        if (frame.IsFreeToWait())
        {
            CancellationToken token = OpenBlocks.TokenFor(frame);
            if (!token.IsCancellationRequested)
            {
                return token;
            }
        }

        return EnterSlowly(frame);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private CancellationToken EnterSlowly(FrameCore frame)
    {
        try
        {
            frame.EnterOutsideWait();
            CancellationToken token = OpenBlocks.TokenFor(frame);
            if (token.IsCancellationRequested)
            {
                if (frame.Cancellation.Hold.IsHolding)
                {
                    return CancellationToken.None; // the operation would end at once, and no exception could tell of that
                }

                CanceledWait.Refuse(frame, token);
            }

            return token;
        }
        catch
        {
            NoteIfRefused();
            throw;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OutlastGivenUp(Task givenUp, StreamCall call)
    {
        try
        {
            if (!givenUp.IsCompleted)
            {
                call.WaitForEnd(givenUp);
            }

            _givenUp = null;
            stream.ThrowIfClosed(); // the stream may have been closed meanwhile
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    /// <summary>A call is about to throw: is it because the run is canceled that its frame belongs to?</summary>
    internal void NoteIfRefused()
    {
        if (FrameCore.Current is { IsLate: false, Scheduler.IsAllAskedFor: true })
        {
            stream.NoteRefusal();
        }
    }

    /// <summary>No call waits for the operation any more.</summary>
    internal void GiveUp(Task operation)
    {
        _givenUp = operation;
        NoteIfRefused();
        using Quiet quiet = Quiet.Begin();
        _ = operation.ContinueWith(
            static operation => operation.Exception, // seen: the call that gave it up has thrown an exception of its own
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
