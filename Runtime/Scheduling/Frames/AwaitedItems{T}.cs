namespace Baton;

/// <summary>One enumeration of an asynchronous sequence, whose steps and disposal are awaited.</summary>
/// <remarks>
/// <para>One thread at a time uses it: the one that enumerates.</para>
/// <para>A step that was left, because the wait for it was canceled, still runs. The disposal of an iterator would fail meanwhile. So the
/// token that the sequence was given fires, and the disposal first waits for that step. If that wait is canceled too, the sequence is
/// disposed of behind the caller's back, when the step has ended.</para>
/// </remarks>
internal sealed class AwaitedItems<T> : IDisposable
{
    private readonly CancellationToken _given;
    private readonly CancellationToken _callers;
    private readonly CancellationTokenSource _source;   // fires with both tokens, and when a step is left
    private readonly IAsyncEnumerator<T> _items;
    private Task<bool>? _step;                          // the last step that did not end at once; null: none; the enumerating thread

    internal AwaitedItems(IAsyncEnumerable<T> items, CancellationToken given)
    {
        _given = given;
        _callers = TokenHere();
        _source = CancellationTokenSource.CreateLinkedTokenSource(given, _callers);
        try
        {
            _items = Begin(static begin => begin.items.GetAsyncEnumerator(begin.token), (items, token: _source.Token));
        }
        catch
        {
            _source.Dispose();
            throw;
        }
    }

    internal T Current => _items.Current;

    /// <summary>Waits for the next item. False: there is none.</summary>
    internal bool MoveNext()
    {
        try
        {
            ValueTask<bool> step = Begin(static items => items.MoveNextAsync(), _items);
            if (step.IsCompletedSuccessfully)
            {
                return step.GetAwaiter().GetResult();
            }

            _step = step.AsTask();
            return _step.Await();
        }
        catch (OperationCanceledException e)
        {
            if (e.CancellationToken == _source.Token && Fired is { IsCancellationRequested: true } fired)
            {
                throw new OperationCanceledException(e.Message, e, fired); // no code but the sequence knows the other token
            }

            throw;
        }
    }

    /// <summary>Waits for the end of a step that was left, then for the end of the disposal.</summary>
    public void Dispose()
    {
        if (_step is { IsCompleted: false })
        {
            Uninterrupted.CancelAndDispose(_source);
            OutlastStep(_step);
        }
        else
        {
            _source.Dispose();
        }

        Begin(static items => items.DisposeAsync(), _items).Await();
    }

    // What the step fails with stays with its task.
    private void OutlastStep(Task step)
    {
        try
        {
            AwaitExtensions.WaitForEnd(step, "the last step of an asynchronous sequence that was left");
        }
        catch
        {
            if (step.IsCompleted)
            {
                throw;
            }

            _ = step.ContinueWith(
                static (_, items) => ((IAsyncDisposable)items!).DisposeAsync().AsTask(),
                _items,
                CancellationToken.None,
                TaskContinuationOptions.DenyChildAttach,
                TaskScheduler.Default).Unwrap();
            throw;
        }
    }

    private CancellationToken Fired => _given.IsCancellationRequested ? _given : _callers;

    // A token that has fired is left out. Either the caller was told of it, and cleans up; or the first wait will tell.
    private static CancellationToken TokenHere()
    {
        CancellationToken token = FrameCore.Current is { } frame ? OpenBlocks.TokenFor(frame)
            : OutsideToken.Untold?.Token ?? CancellationToken.None;
        return token.IsCancellationRequested ? CancellationToken.None : token;
    }

    // The thread may block until what begins here has ended. Code behind an await must not want to go on there.
    private static TResult Begin<TOn, TResult>(Func<TOn, TResult> begin, TOn on) =>
        CallersContext.IsClear ? begin(on) : CallersContext.Without(() => begin(on));
}
