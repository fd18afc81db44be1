using System.Diagnostics;
using System.Net.Sockets;

namespace Baton;

/// <summary>
/// One call of a synchronous member of a <see cref="SuspendingStream"/>: from before its operation begins until the operation has ended, or
/// is given up.
/// </summary>
[StackTraceHidden]
internal readonly struct StreamCall : IDisposable
{
    private readonly StreamSide _side;
    private readonly int _timeout;
    private readonly OutsideToken? _bridge;
    private readonly bool _isOwn;
    private readonly bool _isLast;
    private readonly CancellationTokenSource? _limit;
    private readonly CancellationToken _callers; // which the source follows while the call waits

    /// <param name="side">In which direction; its time limit counts.</param>
    /// <param name="bridge">The token of the bridge that made the stream, if the caller's own does not fire with it. Null: none.</param>
    /// <param name="isOwn">
    /// Is the caller on a thread that cannot be given up? The operation is then ended by the call alone: an operation that has ended by the
    /// caller's token would leave the call nothing but to throw, and native frames may be in the way. In a disposal it throws nothing.
    /// </param>
    /// <param name="token">Fires when the caller is canceled. None: the operation is to end whatever becomes of the caller.</param>
    internal StreamCall(StreamSide side, OutsideToken? bridge, bool isOwn, CancellationToken token)
    {
        _side = side;
        _timeout = side.Timeout;
        _bridge = bridge;
        _isOwn = isOwn && !DisposalWait.IsHere && (token.CanBeCanceled || bridge is not null);
        if (_isOwn)
        {
            _limit = side.UnderWay.Take();
            Token = _limit.Token;
        }
        else if (_timeout == Timeout.Infinite && bridge is null)
        {
            _limit = side.UnderWay.Take();
            _callers = token;
            Token = _limit.Token;
        }
        else
        {
            _limit = Link(token, bridge?.Token ?? CancellationToken.None);
            Token = _limit.Token;
        }
    }

    private StreamCall(StreamSide side)
    {
        _side = side;
        _timeout = side.Timeout;
        _isLast = true;
    }

    // The disposal of it waits for no callback: the operation may end under a lock that a callback wants.
    private static LinkedSource Link(CancellationToken one, CancellationToken other) => new(one, other);

    /// <summary>
    /// For the operation: fires when the caller is canceled or the stream is closed, and, but for a read, when the time is over.
    /// </summary>
    /// <remarks>On a thread that cannot be given up it does not fire with the caller's cancellation before the call has left.</remarks>
    internal CancellationToken Token { get; }

    /// <summary>The call that disposes of the inner stream. Neither the caller's cancellation nor the end of the stream cuts it.</summary>
    internal static StreamCall Last(StreamSide side) => new(side);

    /// <inheritdoc cref="Await(Task)"/>
    internal void Await(ValueTask operation)
    {
        if (operation.IsCompletedSuccessfully)
        {
            operation.GetAwaiter().GetResult();
        }
        else
        {
            Await(operation.TaskHere());
        }
    }

    /// <summary>
    /// As <see cref="Await(Task)"/>, but no cancellation ends the wait. If something else does, nobody will come for a failure.
    /// </summary>
    internal void AwaitInDisposal(Task operation)
    {
        using DisposalRegion wait = DisposalRegion.BeginWait();
        try
        {
            Await(operation);
        }
        catch when (!operation.IsCompleted)
        {
            LeftBehind.Watch(operation, "an operation of a stream's disposal");
            throw;
        }
    }

    /// <summary>Waits for the operation, and throws what it failed with.</summary>
    /// <exception cref="IOException">The time is over.</exception>
    internal void Await(Task operation)
    {
        if (!operation.IsCompleted)
        {
            try
            {
                WaitForEnd(operation);
            }
            catch
            {
                GiveUp(new GivenUpOperation(operation, source: null, Token));
                throw;
            }
        }

        ThrowIfFailed(operation);
    }

    /// <summary>Waits for the read, and throws what it failed with. If it is given up, its bytes are for the next read.</summary>
    /// <exception cref="IOException">The time is over.</exception>
    internal int Await(Task<int> reading, byte[] buffer, int length)
    {
        if (!reading.IsCompleted)
        {
            try
            {
                WaitForEnd(reading);
            }
            catch (IOException) // the time is over, and the read goes on: many a stream is of no use after a read that was canceled
            {
                _side.GiveUp(new GivenUpRead(reading, buffer, length, _limit, Token));
                throw;
            }
            catch
            {
                GiveUp(new GivenUpRead(reading, buffer, length, source: null, Token));
                throw;
            }
        }

        ThrowIfFailed(reading);
        return reading.Result;
    }

    private void ThrowIfFailed(Task ended)
    {
        if (ended.IsCanceled && Token.IsCancellationRequested && DisposalWait.IsHere) // a disposal tells nobody
        {
            return;
        }

        if (ended.IsCanceled)
        {
            _side.NoteIfRefused();
            OutsideToken? fired = _bridge;
            _side.ThrowIfFired(ref fired);
            _side.UnderWay.ThrowIfCut(Token);
            if (FrameCore.Current is null)
            {
                fired = OutsideToken.Current;
                _side.ThrowIfFired(ref fired); // the operation was given a token that nobody else knows
            }

            CanceledWait.MeetIfCanceled(ended);
            CanceledWait.GiveUpIfNeeded(ended);
            NameCallersToken(ended);
        }

        TaskFailures.ThrowIfSeveral(ended);
        ended.GetAwaiter().GetResult();
    }

    /// <summary>Returns when the operation has ended, however.</summary>
    /// <exception cref="IOException">The time is over. The inner exception is that of a socket, as with a network stream.</exception>
    internal void WaitForEnd(Task operation)
    {
        if (_isLast)
        {
            WaitForEndNow(operation);
            return;
        }

        CancellationTokenRegistration following = (_limit as CallSource)?.FollowCaller(_callers) ?? default;
        _side.UnderWay.Begin(_limit!);
        try
        {
            WaitForEndNow(operation);
        }
        finally
        {
            _side.UnderWay.End();
            (_limit as CallSource)?.Leave(following);
        }
    }

    // The operation was given the call's token; the caller knows its own.
    private void NameCallersToken(Task canceled)
    {
        if (!_callers.IsCancellationRequested)
        {
            return;
        }

        try
        {
            canceled.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException e)
        {
            if (e.CancellationToken != Token)
            {
                throw;
            }

            throw new TaskCanceledException(e.Message, e, _callers);
        }
    }

    private void WaitForEndNow(Task operation)
    {
        if (_timeout == Timeout.Infinite && _bridge is null)
        {
            AwaitExtensions.WaitForEnd(operation, _side.What);
            return;
        }

        TimeProvider clock = FrameCore.Current?.Scheduler.Clock ?? TimeProvider.System;
        TimeLeft time = new(TimeSpan.FromMilliseconds(_timeout), clock);
        OutsideToken? bridge = _bridge;
        while (!TryWaitForEnd(operation, bridge, time.Left, clock))
        {
            OutsideToken? before = bridge;
            _side.ThrowIfFired(ref bridge);
            if (bridge == before)
            {
                ThrowTimeIsOver();
            }
        }
    }

    private void ThrowTimeIsOver()
    {
        SocketException timeout = new((int)SocketError.TimedOut, $"It has taken more than {_timeout} ms.");
        throw new IOException(
            $"The inner stream did not get on with {_side.What} within {_timeout} ms (ReadTimeout, WriteTimeout). The operation was " +
            "given up. What a read may still bring is for the next read; of a write, it is not known how much has gone out.",
            timeout);
    }

    private bool TryWaitForEnd(Task operation, OutsideToken? bridge, TimeSpan left, TimeProvider clock)
    {
        using QuietDelay limit = new(left, clock);
        Task end = bridge is null ? limit.Task : Task.WhenAny(limit.Task, bridge.Firing); // both complete where they are continued
        AwaitExtensions.WaitForFirst(operation, end, _side.What);
        return operation.IsCompleted;
    }

    /// <summary>The call does not wait for the operation any more. The next call in the same direction will.</summary>
    private void GiveUp(GivenUpOperation operation)
    {
        _side.GiveUp(operation);
        if (_limit is { IsCancellationRequested: false })
        {
            Uninterrupted.CancelAndDispose(_limit);
        }
    }

    /// <summary>
    /// The call has ended. A limit that has fired is disposed of by the party that fired it, and that of a read that goes on by the read.
    /// </summary>
    public void Dispose()
    {
        if (_limit is not { IsCancellationRequested: false } || _side.GivenUp?.WasGiven(Token) == true)
        {
            return;
        }

        if (_limit is CallSource own)
        {
            if (!own.IsSpent)
            {
                _side.UnderWay.GiveBack(own);
            }
        }
        else
        {
            _limit.Dispose();
        }
    }
}
