namespace Baton;

/// <summary>What a pool says when it has no thread to give, and what can be done about it.</summary>
internal sealed class PoolRefusals(WorkerPool pool)
{
    private readonly string _name = pool.Name;

    internal ObjectDisposedException Closed() => new(
        nameof(CoroutineThreadPool),
        $"The coroutine thread pool '{_name}' is disposed: it takes no new work, and no coroutine that has not been resumed yet.");

    /// <exception cref="InvalidOperationException">
    /// The caller belongs to a run of a test, and the pool does not; or the other way round.
    /// </exception>
    internal void ThrowIfOfOtherRun()
    {
        if (ControlledThread.CurrentRun is { } run && run != pool.Run
            && run.Refuse($"a thread of pool '{_name}', which was made outside of the run") is { } refusal)
        {
            throw refusal;
        }

        if (pool.Run is not null && ControlledThread.CurrentRun is null) // a message costs more than all else here
        {
            ControlledThread.ThrowIfOutside(pool.Run, $"use a thread of its pool '{_name}'");
        }
    }

    internal CoroutineLimitException NoThread(PoolCounts now, Exception? cause)
    {
        string why = cause is IOException or UnauthorizedAccessException
            ? $"Pool '{_name}' has {now.Live} threads, and what this machine can hold cannot be read: {cause.Message}"
            : cause is not null
            ? $"The system refused to start a thread for pool '{_name}', which has {now.Live}: {cause.Message}"
            : now.Live >= pool.Places
                ? $"All {pool.Places} threads of pool '{_name}' are taken by running or suspended coroutines and by work."
                : $"Pool '{_name}' has {now.Live} threads, and this machine can hold no more (see CoroutineThreadPoolOptions.MaxThreads).";
        return new CoroutineLimitException(
            $"{why} Nothing has run, and it can be tried again. End or dispose coroutines, start fewer at a time, or raise MaxThreads.",
            pool.MaxThreads, now.Live, now.Queued, cause);
    }

    /// <summary>Work was taken from its submitter, or from the queue, and there is no place for it. Does not fail.</summary>
    internal Exception OfWork(WorkPlacement placement, Exception? cause)
    {
        try
        {
            return placement == WorkPlacement.Closed ? Closed() : QueueFull(pool.Counts, cause);
        }
        catch (Exception e) // for want of memory
        {
            return e;
        }
    }

    private CoroutineLimitException QueueFull(PoolCounts now, Exception? cause) => now.Live == 0
        ? NoThread(now, cause)
        : new CoroutineLimitException(
            $"The queue of pool '{_name}' is full: {now.Queued} pieces of work wait for {now.Live} threads. " +
            "Submit less at a time, or raise QueueLimit or MaxThreads.",
            pool.MaxThreads, now.Live, now.Queued, cause);
}
