namespace Baton;

/// <summary>What a pool says when it has no thread to give, and what can be done about it.</summary>
internal sealed class PoolRefusals(string name, int maxThreads)
{
    internal ObjectDisposedException Closed() => new(
        nameof(CoroutineThreadPool),
        $"The coroutine thread pool '{name}' is disposed: it takes no new work, and no coroutine that has not been resumed yet.");

    internal CoroutineLimitException NoThread(PoolCounts now, Exception? cause)
    {
        string why = cause is not null
            ? $"The system refused to start a thread for pool '{name}', which has {now.Live}: {cause.Message}"
            : now.Live >= maxThreads
                ? $"All {maxThreads} threads of pool '{name}' are taken by running or suspended coroutines and by work."
                : $"Pool '{name}' has {now.Live} threads, and this machine can hold no more (see CoroutineThreadPoolOptions.MaxThreads).";
        return new CoroutineLimitException(
            $"{why} Nothing has run, and it can be tried again. End or dispose coroutines, start fewer at a time, or raise MaxThreads.",
            maxThreads, now.Live, now.Queued, cause);
    }

    internal CoroutineLimitException QueueFull(PoolCounts now, Exception? cause) => now.Live == 0
        ? NoThread(now, cause)
        : new CoroutineLimitException(
            $"The queue of pool '{name}' is full: {now.Queued} pieces of work wait for {now.Live} threads. " +
            "Submit less at a time, or raise QueueLimit or MaxThreads.",
            maxThreads, now.Live, now.Queued, cause);
}
