using System.Collections;
using System.Diagnostics;

namespace Baton;

/// <summary>One enumeration of an asynchronous sequence, whose steps and disposal are awaited.</summary>
/// <remarks>
/// <para>One thread at a time uses it: the one that enumerates. It is at its end for good after an exception, as that of an iterator method
/// is. It is no iterator method: that would keep its last item alive while it waits for the next.</para>
/// <para>A step that was left, because the wait for it was canceled, still runs. The disposal of an iterator would fail meanwhile. So the
/// token that the sequence was given fires, and the step is waited for, whatever is canceled meanwhile. An item that it brings is the
/// caller's, who is canceled at the next step; what it fails with comes out. If the thread has left its frame in the wait for the step (see
/// <see cref="FrameDeparture"/>), what the step waits for may need that thread to go on. The sequence is then disposed of behind the
/// caller's back, when the step has ended, and what the step brings is lost. So it is after a deadlock.</para>
/// <para>An interrupt outside every scheduler is as a cancellation. If another comes while the step is waited for, that wait has a limit,
/// the patience. A step that outlasts it is left as after a deadlock: nothing else gets a thread away from a step that never ends.</para>
/// </remarks>
[StackTraceHidden]
internal sealed class AwaitedItems<T>(IAsyncEnumerable<T> source, TimeSpan patience, CancellationToken given) : IEnumerator<T>
{
    private CancellationToken _callers;         // of the frame that began; the enumerating thread, once
    private LinkedSource? _source;              // fires with both tokens, and when a step is left; the enumerating thread, once
    private IAsyncEnumerator<T>? _items;        // null: not begun, or disposed of; the enumerating thread
    private Task<bool>? _step;                  // the last step that did not end at once; null: none; the enumerating thread
    private bool _isOver;                       // is the enumeration at its end? the enumerating thread
    private bool _isLeaving;                    // has the token of the sequence been fired? the enumerating thread
    private bool _hasLeft;                      // has it left the step for good? the enumerating thread
    private Exception? _later; // thrown by the next step, since one was canceled, or interrupted, and has brought an item; as _isOver

    public T Current => _items is null ? default! : _items.Current;

    object? IEnumerator.Current => Current;

    public void Reset() => throw new NotSupportedException();

    /// <summary>Waits for the next item. Without one, or after a failure, waits for the disposal too.</summary>
    public bool MoveNext()
    {
        bool isThere = false;
        try
        {
            isThere = !_isOver && TakeStep(_items ?? Begin());
        }
        finally
        {
            if (!isThere)
            {
                Dispose();
            }
        }

        return isThere;
    }

    /// <summary>Waits for the end of a step that was left, then for the end of the disposal.</summary>
    public void Dispose()
    {
        _isOver = true;
        if (_items is not { } items)
        {
            return;
        }

        _items = null;
        if (_step is { IsCompleted: false } step && !TryOutlive(step, items))
        {
            return;
        }

        using LinkedSource source = _source!; // the sequence's clean-up may wait with its token
        AwaitedDisposal.Dispose(items);
    }

    // False: the step goes on, and the sequence is disposed of behind the caller's back.
    private bool TryOutlive(Task step, IAsyncEnumerator<T> items)
    {
        Leave();
        try
        {
            if (!_hasLeft)
            {
                Outlast(step);
            }
        }
        finally
        {
            if (_hasLeft)
            {
                DisposeBehind(step, items);
            }
        }

        return !_hasLeft;
    }

    // The caller leaves a step that has not ended. Once.
    private void Leave()
    {
        if (!_isLeaving)
        {
            _isLeaving = true;
            _source!.Note(_callers); // because of that, if it has fired
            _source.Note(given);
            Uninterrupted.CancelAndDispose(_source);
        }
    }

    private IAsyncEnumerator<T> Begin()
    {
        _callers = TokenHere();
        _source = new LinkedSource(given, _callers);
        try
        {
            return _items = Begin(static begin => begin.source.GetAsyncEnumerator(begin.token), (source, token: _source.Token));
        }
        catch
        {
            _source.Dispose();
            throw;
        }
    }

    private bool TakeStep(IAsyncEnumerator<T> items)
    {
        try
        {
            ThrowIfCanceledBefore();
            ValueTask<bool> step = Begin(static items => items.MoveNextAsync(), items);
            if (step.IsCompletedSuccessfully)
            {
                return step.GetAwaiter().GetResult();
            }

            _step = step.TaskHere();
            return Await(_step);
        }
        catch (OperationCanceledException e)
        {
            CancellationToken root = CausedSource.RootOf(e.CancellationToken);
            CancellationToken fired = HasFiredWith(root, given) ? given : HasFiredWith(root, _callers) ? _callers : e.CancellationToken;
            if (fired != e.CancellationToken)
            {
                throw new OperationCanceledException(e.Message, e, fired); // the caller knows no token that was made inside
            }

            throw;
        }
    }

    private bool Await(Task<bool> step)
    {
        FrameCore? frame = FrameCore.Current;
        ToldOutside told = frame is null ? OutsideToken.BeginFunction() : default;
        try
        {
            return step.Await();
        }
        catch when (frame?.Seat.Left is not null)
        {
            _hasLeft = true;
            throw;
        }
        catch (OperationCanceledException e)
        {
            if (!TryTakeLeft(step, e, told))
            {
                throw;
            }

            return true;
        }
        catch (ThreadInterruptedException e)
        {
            if (!TryTakeLeft(step, e, told))
            {
                throw;
            }

            return true;
        }
    }

    // False: the step that was left brings no item, so that the exception comes out.
    private bool TryTakeLeft(Task<bool> step, Exception before, ToldOutside told)
    {
        if (!step.IsCompleted)
        {
            Leave();
            Outlast(step);
        }

        ThrowFailure(step, before, told);
        if (step.IsCanceled || !step.Result)
        {
            return false;
        }

        TellAgain(before, told);
        _later = before;
        return true;
    }

    // The failure comes out in place of the exception that has told the caller, unless it is that, perhaps wrapped.
    private static void ThrowFailure(Task<bool> step, Exception before, ToldOutside told)
    {
        if (step.Exception is { } failures)
        {
            if (!failures.InnerExceptions.Contains(before)
                && (before is ThreadInterruptedException || WrappedCancellation.Find(failures, 0, static (_, _) => true) is null))
            {
                TellAgain(before, told);
            }

            TaskFailures.ThrowIfSeveral(step);
            step.GetAwaiter().GetResult();
        }
    }

    // The caller gets an item, or a failure, in place of the exception that has told it.
    private static void TellAgain(Exception before, ToldOutside told)
    {
        if (before is ThreadInterruptedException)
        {
            Thread.CurrentThread.Interrupt();
        }
        else if (Driver.Current is { } driver)
        {
            driver.TellAgain();
        }
        else
        {
            OutsideToken.EndFunction(told);
        }
    }

    private void ThrowIfCanceledBefore()
    {
        if (_later is { } later)
        {
            _later = null;
            FrameCore.Current?.Cancellation.ThrowIfPending();
            if (later is OperationCanceledException canceled)
            {
                throw new OperationCanceledException(later.Message, later, canceled.CancellationToken); // the caller has swallowed it since
            }

            Uninterrupted.TakePendingInterrupt(); // if no wait of the caller's has met it
            throw new ThreadInterruptedException(later.Message, later);
        }
    }

    private static bool HasFiredWith(CancellationToken root, CancellationToken token) =>
        token.IsCancellationRequested && CausedSource.RootOf(token) == root;

    // An item or a failure may come yet, so no cancellation ends this wait, and an interrupt only if the step does not end soon.
    private void Outlast(Task step)
    {
        using DisposalRegion region = DisposalRegion.BeginWait();
        try
        {
            BlockingOutside.OutlastInterrupt(step, "the last step of an asynchronous sequence that was left", patience);
        }
        catch when (!step.IsCompleted)
        {
            _hasLeft = true;
            throw;
        }
    }

    private static void DisposeBehind(Task step, IAsyncEnumerator<T> items)
    {
        LeftBehind.Watch(step, "a step of ", items.GetType());
        LeftBehind.DisposeBehind(step, items);
    }

    // A token that has fired is left out. Either the caller was told of it, and cleans up; or the first wait will tell. A sequence that
    // ends by the token leaves nothing but to throw. So the token is left out where that would end the process.
    private static CancellationToken TokenHere()
    {
        FrameCore? frame = FrameCore.Current;
        CancellationToken token = frame is not null ? OpenBlocks.TokenFor(frame) : OutsideToken.Untold?.Token ?? CancellationToken.None;
        bool isLeftOut = token.IsCancellationRequested || (token.CanBeCanceled && (frame?.IsOnCallersThread() ?? true)
            && GivingUp.FindOnWayOf(typeof(OperationCanceledException)).IsFatal);
        return isLeftOut ? CancellationToken.None : token;
    }

    // The thread may block until what begins here has ended. Code behind an await must not want to go on there.
    private static TResult Begin<TOn, TResult>(Func<TOn, TResult> begin, TOn on) =>
        CallersContext.IsClear ? begin(on) : CallersContext.Without(() => begin(on));
}
