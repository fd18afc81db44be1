using System.Diagnostics;
using System.Threading.Tasks.Sources;
using Baton.Testing;

namespace Baton;

/// <summary>
/// Pulls a generator's items without a waiting thread: the body's thread completes the consumer's move when it hands back.
/// </summary>
/// <remarks>
/// <para>The consumer makes one call at a time, as with every enumerator. A move goes through these states:</para>
/// <code>
/// state     _isMoving   the fields are        ends when
/// at rest   false       the consumer's        the consumer sends the baton, which publishes them
/// sent      true        the body's thread's   the body hands back: Receive settles the coroutine, and has Execute called: by an errand, or
///                                             by the .NET thread pool
/// settled   true        Execute's             Execute sets _isMoving to false, which publishes them, and completes the consumer's task
/// </code>
/// <para>The coroutine can be claimed anew when it is settled. So <c>_isMoving</c>, not the claim, tells a second call during a move from
/// the next one. Continuations never run on the body's thread.</para>
/// </remarks>
[StackTraceHidden]
internal sealed class AsyncPullEnumerator<T>(PullCore<T> core)
    : BatonReceiver<T>, IAsyncEnumerator<T>, IValueTaskSource<bool>, IThreadPoolWorkItem
{
    private readonly Action<AsyncPullEnumerator<T>> _execute = static enumerator => enumerator.Execute(); // made before it is needed
    private readonly Action<AsyncPullEnumerator<T>> _send = static enumerator => Errands.Send(enumerator._execute, enumerator); // as this
    private ValueTaskCore<bool> _moved;     // the consumer's task; reset before a move is sent, completed by Execute
    private bool _isMoving;                 // see the table
    private bool _isAsked;                  // has the consumer asked for what the last move gave? the consumer
    private int _isSettled;                 // 1: the move has yet to be completed; interlocked: Receive, Execute
    private bool _hasMoved;                 // what the move gives; Receive
    private Exception? _moveFailed;         // what the move fails with; Receive, cleared by Execute
    private DropSentinel? _sentinel;        // watches this enumerator; Receive makes it when the body first stays suspended
    private AsyncUnwinding<T>? _unwinding;  // of the first disposal, for a second that comes meanwhile; the consumer
    private PullBatch<T> _batch;            // items that came together and have yet to be taken
    private T _current = default!;          // the item taken last

    public T Current => _current;

    public ValueTask<bool> MoveNextAsync()
    {
        if (Volatile.Read(ref _isMoving))
        {
            return ValueTask.FromException<bool>(core.Busy());
        }

        if (_batch.TryTake(ref _current))
        {
            return ValueTask.FromResult(true);
        }

        if (_batch.TakeFault() is { } fault)
        {
            _current = default!;
            return Fail(fault);
        }

        try
        {
            return Send();
        }
        catch (InvalidOperationException e) // busy, or no thread: asynchronous methods fail in their task
        {
            return ValueTask.FromException<bool>(e);
        }
    }

    private ValueTask<bool> Send()
    {
        ControlledThread.Before(OperationKind.Resume, core);
        OperationCanceledException? canceled = core.CancellationToken.IsCancellationRequested
            ? new OperationCanceledException(core.CancellationToken) // made before the claim, which a failure would lose
            : null;
        bool isClaimed = core.TryClaim(out CoroutineStatus from);
        _current = default!; // not before the claim: during another move the field is not the consumer's
        if (!isClaimed)
        {
            return ValueTask.FromResult(false);
        }

        if (canceled is not null)
        {
            if (from == CoroutineStatus.Created)
            {
                core.EndUnrun(CoroutineStatus.Canceled);
                return ValueTask.FromCanceled<bool>(core.CancellationToken);
            }

            core.BeginCanceling();
        }

        _moved.Reset();
        _isAsked = false;
        short version = _moved.Version; // once sent, the move may complete at any time
        _isMoving = true;
        try
        {
            core.Send(from, new Signal<Nothing>(default, canceled), this);
        }
        catch
        {
            _isMoving = false; // nothing was sent
            core.EndClaim(from);
            throw;
        }

        Telemetry.Resumed();
        return new ValueTask<bool>(this, version);
    }

    internal override Task? Task => _moved.Task;

    internal override void Receive(in Outcome<T> outcome)
    {
        Debug.Assert(_isMoving, "a move is under way");
        core.NoteClaimant();
        _current = outcome.Value;
        bool hasMoved = core.Items is null
            ? outcome.Kind == OutcomeKind.Suspended
            : outcome.Kind != OutcomeKind.Quarantined // the items are still the body's
                && _batch.TryFill(core) && _batch.TryTake(ref _current);
        core.KeepWatch(outcome.Kind, ref _sentinel);
        Exception? fault = core.Settle(outcome.Kind);
        if (hasMoved && fault is not null)
        {
            _batch.End(core, fault);
        }

        _hasMoved = hasMoved;
        _moveFailed = hasMoved ? null
            : outcome.Kind == OutcomeKind.Quarantined ? new OperationCanceledException(core.CancellationToken)
            : fault;

        // Not from here: a continuation, or the Post of a captured context, is foreign code, and this is the body's thread.
        Interlocked.Exchange(ref _isSettled, 1);
        if (_moved.NeedsErrand || !Uninterrupted.TryQueue(this))
        {
            SendErrand();
        }
    }

    // The errand is none of this object's own: two may be on their way.
    private void SendErrand() => NoMemory.Insist(_send, this);

    void IThreadPoolWorkItem.Execute() => Execute();

    // A work item that comes late, when an errand was faster, may meet a later move that is settled too, and complete that.
    private void Execute()
    {
        if (Interlocked.Exchange(ref _isSettled, 0) == 0)
        {
            return;
        }

        Debug.Assert(_isMoving, "a move is under way");
        Exception? failed = _moveFailed;
        _moveFailed = null;
        Volatile.Write(ref _isMoving, false); // before the task completes, for the consumer's next call may come at once
        _moved.Complete(_hasMoved, failed);
    }

    public ValueTask DisposeAsync()
    {
        if (core.IsInOwnCleanUp)
        {
            return ValueTask.CompletedTask;
        }

        if (_unwinding is { Completion.IsCompleted: false } underWay)
        {
            return new ValueTask(underWay.Completion);
        }

        if (Volatile.Read(ref _isMoving))
        {
            return ValueTask.FromException(core.Busy());
        }

        AsyncUnwinding<T>? unwinding;
        try
        {
            if (core.Status == CoroutineStatus.Created)
            {
                core.Dispose();
            }

            unwinding = core.IsEnded ? null : new AsyncUnwinding<T>(core); // before the claim, which must not be lost
            unwinding = core.TryClaim(out _) ? unwinding : null;
        }
        catch (InvalidOperationException e) // a MoveNextAsync is still under way: the fields are not the consumer's
        {
            return ValueTask.FromException(e);
        }

        _current = default!;
        _batch.Abandon(core);
        if (_isAsked)
        {
            _moved.Reset(); // it keeps the last exception, and the consumer's continuation
        }

        if (unwinding is null)
        {
            return ValueTask.CompletedTask;
        }

        _unwinding = unwinding;
        unwinding.Start();
        GC.KeepAlive(this);
        return new ValueTask(unwinding.Completion);
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        _isAsked = true;
        return _moved.GetResult(token);
    }

    // A consumer that only looks has nothing that could be called: so it need not wait for the .NET thread pool.
    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token)
    {
        ValueTaskSourceStatus status = _moved.GetStatus(token);
        if (status == ValueTaskSourceStatus.Pending && Volatile.Read(ref _isSettled) != 0)
        {
            Execute();
            status = _moved.GetStatus(token);
        }

        return status;
    }

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        bool isTask = TaskOfValueTask.IsCompletion<bool>(continuation, state);
        if (_moved.OnCompleted(continuation, state, token, flags, isTask) && Volatile.Read(ref _isSettled) != 0)
        {
            SendErrand(); // Receive may not have seen the task, or the context
        }
    }

    // As an asynchronous method ends: canceled by an OperationCanceledException, faulted by any other exception.
    private static async ValueTask<bool> Fail(Exception fault)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        BodyFault.Throw(fault);
        return false;
    }
}
