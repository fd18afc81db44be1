namespace Baton;

/// <summary>The call that waits in one direction of a stream. The end of the stream cuts it: its operation's token fires.</summary>
/// <remarks>The caller in this direction, unless a note says otherwise.</remarks>
/// <param name="stream">Whose direction.</param>
internal sealed class CallUnderWay(SuspendingStream stream)
{
    private CancellationTokenSource? _source;   // of the call that waits; null: none waits. Interlocked: the caller, who closes the stream
    private CallSource? _spare;                 // for the next call; null: in use, or none was needed yet. The caller
    private volatile bool _wasCut;              // has the end of the stream cut a call? who closes the stream, once

    /// <summary>Any thread: does a call wait?</summary>
    internal bool Waits => Volatile.Read(ref _source) is not null;

    internal CallSource Take()
    {
        CallSource? source = _spare;
        _spare = null;
        return source ?? new CallSource();
    }

    internal void GiveBack(CallSource source) => _spare = source;

    /// <summary>The call is about to wait. If the stream is closed already, the call is cut.</summary>
    /// <param name="source">Fires the token of the operation.</param>
    internal void Begin(CancellationTokenSource source)
    {
        Interlocked.Exchange(ref _source, source); // first this, then the look at the stream: see Cut
        if (stream.IsClosed)
        {
            Cut();
        }
    }

    /// <summary>The call has waited.</summary>
    internal void End() => Interlocked.Exchange(ref _source, null);

    /// <summary>The operation of a call was canceled.</summary>
    /// <param name="token">That of the operation.</param>
    /// <exception cref="ObjectDisposedException">By the end of the stream.</exception>
    internal void ThrowIfCut(CancellationToken token)
    {
        if (_wasCut && token.IsCancellationRequested)
        {
            stream.ThrowIfClosed();
        }
    }

    /// <summary>Any thread, once the stream is closed: fires the token of the call that waits. An errand runs the callbacks.</summary>
    internal void Cut()
    {
        if (Interlocked.Exchange(ref _source, null) is { } source)
        {
            _wasCut = true;
            Uninterrupted.CancelAndDispose(source);
        }
    }
}
