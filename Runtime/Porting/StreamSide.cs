namespace Baton;

/// <summary>One direction of a <see cref="SuspendingStream"/>: its time limit, and its operation that was given up and has not ended yet.</summary>
/// <remarks>Belongs to whoever calls in this direction: as with other streams, one at a time.</remarks>
internal sealed class StreamSide(string what, int timeout)
{
    private Task? _givenUp;

    /// <summary>Completes "To await …".</summary>
    internal string What => what;

    /// <summary>In milliseconds, 1 or more, or <see cref="Timeout.Infinite"/>.</summary>
    internal int Timeout { get; set; } = timeout > 0 ? timeout : System.Threading.Timeout.Infinite;

    /// <summary>Is there an operation that was given up, so that the next may have to wait for its end?</summary>
    internal bool HasGivenUp => _givenUp is not null;

    /// <summary>
    /// Before an operation of the inner stream begins: the frame may be suspended, is not canceled, and nothing is under way that was given up.
    /// </summary>
    internal StreamCall Begin()
    {
        CancellationToken token = default;
        if (FrameCore.Current is { } frame)
        {
            frame.EnterOutsideWait();
            token = frame.Cancellation.InnermostToken;
            if (token.IsCancellationRequested)
            {
                frame.Cancellation.Refuse(token);
            }
        }

        return Timeout == System.Threading.Timeout.Infinite && _givenUp is null ? new StreamCall(this, token) : BeginSlowly(token);
    }

    /// <summary>Before the inner stream is disposed: that takes no token, and is done whatever becomes of the frame.</summary>
    internal StreamCall BeginLast() => Limited(CancellationToken.None);

    private StreamCall Limited(CancellationToken token) =>
        Timeout == System.Threading.Timeout.Infinite ? new StreamCall(this, token) : new StreamCall(this, Timeout, token);

    private StreamCall BeginSlowly(CancellationToken token)
    {
        StreamCall call = Limited(token);
        if (_givenUp is { IsCompleted: false } earlier)
        {
            try
            {
                call.WaitForEnd(earlier);
            }
            catch
            {
                call.Dispose();
                throw;
            }
        }

        _givenUp = null;
        return call;
    }

    /// <summary>Nobody waits for the operation any more.</summary>
    internal void GiveUp(Task operation)
    {
        _givenUp = operation;
        using Quiet quiet = Quiet.Begin();
        _ = operation.ContinueWith(
            static operation => operation.Exception, // seen: who gave it up has thrown something himself
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
