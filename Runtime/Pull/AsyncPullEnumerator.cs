using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace Baton;

/// <summary>Pulls a generator's items without a waiting thread: the body's thread completes the consumer's task when it hands back.</summary>
/// <remarks>
/// One consumer at a time, as with every enumerator. All fields belong to the holder of the baton: the consumer's side until it has
/// sent, the body's thread in <see cref="Receive"/>, and the consumer's side again when its task has completed. The coroutine can be claimed
/// anew a little before that, so it is <c>_isMoving</c> that tells a second call from the next one. Continuations never run on the body's
/// thread.
/// </remarks>
internal sealed class AsyncPullEnumerator<T>(PullCore<T> core) : BatonReceiver<T>, IAsyncEnumerator<T>, IValueTaskSource<bool>, IThreadPoolWorkItem
{
    private T[] _items = [];
    private ManualResetValueTaskSourceCore<bool> _moved; // completed on a thread-pool thread, never the body's
    private bool _isMoving;              // set by the consumer before it sends; cleared, releasing the others, before its task completes
    private bool _hasMoved;              // how it is to be completed
    private Exception? _moveFailed;      // the same
    private DropSentinel? _sentinel;
    private AsyncUnwinding<T>? _unwinding; // of the first disposal, for a second that comes while it is under way
    private T _current = default!;
    private int _next;
    private int _count;
    private FaultAhead<T>? _fault; // the body's exception, behind the items before it

    public T Current => _current;

    public ValueTask<bool> MoveNextAsync()
    {
        if (Volatile.Read(ref _isMoving))
        {
            return ValueTask.FromException<bool>(core.Busy());
        }

        if (TryTakeFromBatch())
        {
            return ValueTask.FromResult(true);
        }

        if (_fault is { } behind)
        {
            _fault = null;
            _current = default!;
            return Fail(behind.Take());
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
        bool claimed = core.TryClaim(out CoroutineStatus from);
        _current = default!; // not before the claim: while a move is under way the field is the body's side's
        if (!claimed)
        {
            return ValueTask.FromResult(false);
        }

        OperationCanceledException? canceled = null;
        if (core.CancellationToken.IsCancellationRequested)
        {
            if (from == CoroutineStatus.Created)
            {
                core.EndClaim(CoroutineStatus.Canceled);
                return ValueTask.FromCanceled<bool>(core.CancellationToken);
            }

            canceled = core.BeginCanceling(core.CancellationToken);
        }

        _moved.Reset();
        short version = _moved.Version; // once sent, the body's thread may complete it at any time
        _isMoving = true;
        try
        {
            core.Send(from, new Signal<Nothing>(default, canceled), this);
        }
        catch
        {
            _isMoving = false; // nothing was sent
            throw;
        }

        Telemetry.Resumed();
        return new ValueTask<bool>(this, version);
    }

    internal override void Receive(in Outcome<T> outcome)
    {
        core.NoteClaimant();
        bool moved = outcome.Kind == OutcomeKind.Suspended;
        _current = outcome.Value;
        if (core.Items is { } items)
        {
            _items = items;
            _next = 0;
            _count = outcome.Kind == OutcomeKind.Quarantined ? 0 : core.TakeCount();
            moved = TryTakeFromBatch();
        }

        core.KeepWatch(outcome.Kind, ref _sentinel);
        ExceptionDispatchInfo? fault = core.Settle(outcome.Kind);
        _fault = moved && fault is not null ? new FaultAhead<T>(core, fault) : null;
        _hasMoved = moved;
        _moveFailed = moved ? null
            : outcome.Kind == OutcomeKind.Quarantined ? new OperationCanceledException(core.CancellationToken)
            : fault?.SourceException;

        // Not from here: a continuation, or the Post of a captured context, is somebody else's code, and this is the body's thread.
        Uninterrupted.Queue(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        Exception? failed = _moveFailed;
        _moveFailed = null;
        Volatile.Write(ref _isMoving, false);
        if (failed is not null)
        {
            _moved.SetException(failed);
        }
        else
        {
            _moved.SetResult(_hasMoved);
        }
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

        bool suspended;
        try
        {
            if (core.Status == CoroutineStatus.Created)
            {
                core.Dispose();
            }

            suspended = core.TryClaim(out _);
        }
        catch (InvalidOperationException e) // a MoveNextAsync is still under way: the fields are not ours
        {
            return ValueTask.FromException(e);
        }

        _current = default!;
        _count = 0;
        if (_fault is { } unseen)
        {
            _fault = null;
            unseen.Report();
        }

        if (!suspended)
        {
            return ValueTask.CompletedTask;
        }

        _unwinding = new AsyncUnwinding<T>(core);
        _unwinding.Start();
        GC.KeepAlive(this);
        return new ValueTask(_unwinding.Completion);
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _moved.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _moved.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _moved.OnCompleted(continuation, state, token, flags);

    // As an asynchronous method ends: canceled by an OperationCanceledException, faulted by any other.
    private static async ValueTask<bool> Fail(ExceptionDispatchInfo fault)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        fault.Throw();
        return false;
    }

    private bool TryTakeFromBatch()
    {
        if (_next >= _count)
        {
            return false;
        }

        ref T item = ref _items[_next++];
        _current = item;
        item = default!; // a value taken is not kept alive
        return true;
    }
}
