namespace Baton.Stress;

/// <summary>A piece of work for a pool: what it does, how often it ran, and how its task may end.</summary>
internal sealed class PoolWork(int number, Random random, Action<int> onStart)
{
    private readonly CancellationTokenSource? _canceler = random.Next(3) == 0 ? new CancellationTokenSource() : null;
    private readonly int _ending = random.Next(8);
    private Task<int>? _task;       // null: refused because the pool was disposed
    private bool _refusedAtOnce;    // was the task over with a limit when Run returned?
    private int _ran;               // interlocked

    internal void Submit(CoroutineThreadPool pool)
    {
        CancellationToken token = _canceler?.Token ?? CancellationToken.None;
        bool cancelBefore = random.Next(8) == 0;
        int cancelAfter = random.Next(200); // microseconds; half of them: never. From here on the generator is the work's
        if (cancelBefore)
        {
            _canceler?.Cancel();
        }

        try
        {
            _task = pool.Run(() => Work(token), token);
            _refusedAtOnce = _task.IsFaulted;
        }
        catch (ObjectDisposedException)
        {
            return;
        }

        if (_canceler is not null && cancelAfter < 100)
        {
            Perturbation.Spin(cancelAfter);
            _canceler.Cancel();
        }
    }

    internal void Settle(TimeSpan patience, Checks checks, bool mayBeRefused)
    {
        if (_task is null)
        {
            checks.Equal("refused work did not run", 0, _ran);
            return;
        }

        bool over = ((IAsyncResult)_task).AsyncWaitHandle.WaitOne(patience);
        checks.That("every task ends", over);
        if (over)
        {
            CheckEnding(checks, mayBeRefused);
        }

        _canceler?.Dispose();
    }

    private void CheckEnding(Checks checks, bool mayBeRefused)
    {
        switch (_task!.Exception?.InnerException)
        {
            case null when _task.IsCanceled:
                checks.That("only work whose token fired is canceled", _canceler is { IsCancellationRequested: true });
                break;
            case null:
                checks.Equal("work that ended ran once", 1, _ran);
                checks.Equal("its result arrives", number, _task.Result);
                break;
            case ScenarioException:
                checks.Equal("work that failed ran once", 1, _ran);
                break;
            case CoroutineLimitException limit:
                checks.That("only a queue with a limit refuses", mayBeRefused, () => limit.ToString());
                checks.That("accepted work is not refused later", _refusedAtOnce, () => limit.ToString());
                checks.Equal("refused work did not run", 0, _ran);
                break;
            case ObjectDisposedException:
                checks.Equal("work refused by disposal did not run", 0, _ran);
                break;
            case { } other:
                checks.Fail("a task ends in an allowed way", other.ToString());
                break;
        }
    }

    private int Work(CancellationToken token)
    {
        Interlocked.Increment(ref _ran);
        onStart(number);
        random.Perturb();
        if (_ending == 0)
        {
            throw new ScenarioException(number);
        }

        if (_ending == 1)
        {
            token.ThrowIfCancellationRequested();
        }

        return number;
    }
}
