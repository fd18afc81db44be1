namespace Baton.Stress;

/// <summary>One call of <see cref="SyncBridge"/>, its token, and the account of its body.</summary>
internal sealed class Bridge(BridgeJob job, Random random, Checks checks) : IDisposable
{
    private readonly CancellationTokenSource _token = new();
    private readonly bool _wraps = random.Next(3) == 0;
    private readonly bool _hasResult = random.Next(2) == 0;
    private Task _task = Task.CompletedTask;
    private Exception? _thrown;     // body
    private long? _returned;        // body
    private int _begun;             // interlocked, as is the next
    private int _left;

    internal bool IsRefused => _task.Exception?.InnerException is CoroutineLimitException;

    /// <summary>Any thread, at any time.</summary>
    internal void Cancel() => _token.Cancel();

    internal void Begin(CoroutineSchedulerOptions options, Task? gate)
    {
        long Body(Stream stream) => Run(stream, gate);
        _task = _hasResult
            ? SyncBridge.RunAsync(job.Stream, Body, options, _token.Token)
            : SyncBridge.RunAsync(job.Stream, stream => { _ = Body(stream); }, options, _token.Token);
    }

    /// <summary>Waits for its end, and checks how it went.</summary>
    internal void Settle(TimeSpan patience)
    {
        bool ended = ((IAsyncResult)_task).AsyncWaitHandle.WaitOne(patience);
        checks.That("every bridge ends", ended, ToString);
        if (!ended)
        {
            return;
        }

        checks.That("a body runs at most once, and its clean-up as often", _begun <= 1 && _left == _begun, () =>
            $"{_begun} begun, {_left} left");
        checks.That("a bridge ends as its body did", EndedAsItMay(), ToString);
        job.Settle(_task.IsCompletedSuccessfully, patience);
    }

    public void Dispose() => _token.Dispose();

    public override string ToString() =>
        $"{job.GetType().Name}: {_task.Status} {_task.Exception?.InnerException}; begun {_begun}, left {_left}, returned {_returned}, " +
        $"thrown {_thrown}, " +
        $"token {(_token.IsCancellationRequested ? "has" : "has not")} fired";

    private long Run(Stream stream, Task? gate)
    {
        Interlocked.Increment(ref _begun);
        checks.That("a body is not on a thread of the .NET pool", !Thread.CurrentThread.IsThreadPoolThread);
        try
        {
            gate?.Await();
            long result = job.Work(stream);
            _returned = result;
            return result;
        }
        catch (OperationCanceledException e) when (_wraps)
        {
            _thrown = new InvalidDataException("wrapped, as libraries do", e);
            throw _thrown;
        }
        catch (Exception e)
        {
            _thrown = e;
            throw;
        }
        finally
        {
            CheckThatNothingIsToBeHad(stream);
            Interlocked.Increment(ref _left);
        }
    }

    // The body's clean-up in a run that is canceled must not hang on the stream.
    private void CheckThatNothingIsToBeHad(Stream stream)
    {
        if (!Coroutine.CancellationToken.IsCancellationRequested)
        {
            return;
        }

        try
        {
            stream.Flush();
            checks.Fail("clean-up after a cancellation gets nothing from the stream", "it flushed");
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            checks.Held("clean-up after a cancellation gets nothing from the stream", 1);
        }
    }

    private bool EndedAsItMay()
    {
        Exception? failure = _task.Exception?.InnerException;
        if (_begun == 0)
        {
            return _task.IsCanceled ? _token.IsCancellationRequested : failure is CoroutineLimitException;
        }

        if (_returned is { } returned)
        {
            return _task.IsCompletedSuccessfully && (_task is not Task<long> withResult || withResult.Result == returned);
        }

        bool isCancellation = _thrown is OperationCanceledException or InvalidDataException { InnerException: OperationCanceledException };
        return isCancellation ? _task.IsCanceled && _token.IsCancellationRequested : _task.IsFaulted && failure == _thrown;
    }
}
