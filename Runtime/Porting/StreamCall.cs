namespace Baton;

/// <summary>One call of a synchronous member of a <see cref="SuspendingStream"/>: from before its operation begins until that has ended, or is given up.</summary>
internal readonly struct StreamCall : IDisposable
{
    private readonly StreamSide _side;
    private readonly int _timeout;
    private readonly CancellationTokenSource? _limit;

    internal StreamCall(StreamSide side, CancellationToken token)
    {
        _side = side;
        _timeout = Timeout.Infinite;
        Token = token;
    }

    internal StreamCall(StreamSide side, int timeout, CancellationToken token)
    {
        _side = side;
        _timeout = timeout;
        _limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        Token = _limit.Token;
    }

    /// <summary>For the operation: fires when the frame is canceled, and when the time is over.</summary>
    internal CancellationToken Token { get; }

    /// <inheritdoc cref="Await(Task)"/>
    internal void Await(ValueTask operation)
    {
        if (operation.IsCompletedSuccessfully)
        {
            operation.GetAwaiter().GetResult();
        }
        else
        {
            Await(operation.AsTask());
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
                GiveUp(operation);
                throw;
            }
        }

        CanceledWait.MeetIfCanceled(operation);

        operation.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Await(Task)"/>
    internal T Await<T>(Task<T> operation)
    {
        Await((Task)operation);
        return operation.Result;
    }

    /// <summary>Returns when the operation has ended, however.</summary>
    /// <exception cref="IOException">The time is over.</exception>
    internal void WaitForEnd(Task operation)
    {
        if (_limit is null)
        {
            AwaitExtensions.WaitForEnd(operation, _side.What);
        }
        else if (!TryWaitForEnd(operation))
        {
            TimeoutException timeout = new($"It has taken more than {_timeout} ms.");
            throw new IOException(
                $"The inner stream did not get on with {_side.What} within {_timeout} ms (ReadTimeout, WriteTimeout). The operation was given up, and what " +
                "it may still bring or take is lost.",
                timeout);
        }
    }

    private bool TryWaitForEnd(Task operation)
    {
        TimeProvider clock = FrameCore.Current?.Scheduler.Options.TimeProvider ?? TimeProvider.System;
        using QuietDelay limit = new(TimeSpan.FromMilliseconds(_timeout), clock);
        Task first;
        using (Quiet.Begin()) // the tasks' locks are shared, too
        {
            first = Task.WhenAny(operation, limit.Task);
        }

        if (!first.IsCompleted)
        {
            AwaitExtensions.WaitForEnd(first, _side.What);
        }

        return operation.IsCompleted;
    }

    /// <summary>Nobody waits for the operation any more: the next one will.</summary>
    internal void GiveUp(Task operation)
    {
        _side.GiveUp(operation);
        if (_limit is { IsCancellationRequested: false })
        {
            _ = CancelAndDispose(_limit);
        }
    }

    // Call-backs of the inner stream are not for this thread, and may still be waiting for theirs when the call has ended: a source that is disposed
    // before it has called them never does.
    private static async Task CancelAndDispose(CancellationTokenSource limit)
    {
        using (limit)
        {
            await Uninterrupted.Cancel(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The call has ended. A limit that has fired is left to whoever fired it.</summary>
    public void Dispose()
    {
        if (_limit is { IsCancellationRequested: false })
        {
            _limit.Dispose();
        }
    }
}
