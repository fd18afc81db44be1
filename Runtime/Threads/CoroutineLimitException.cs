namespace Baton;

/// <summary>
/// No thread could be had: the pool is at <see cref="CoroutineThreadPool.MaxThreads"/>, the machine at what it can hold, or the
/// queue for blocking work at <see cref="CoroutineThreadPoolOptions.QueueLimit"/>. Nothing has run and nothing is lost: a coroutine
/// stays <see cref="CoroutineStatus.Created"/> and can be resumed later.
/// </summary>
/// <remarks>
/// The message says which limit it was. <see cref="Exception.InnerException"/> is what the system answered, if it was asked for a thread.
/// </remarks>
public sealed class CoroutineLimitException : InvalidOperationException
{
    internal CoroutineLimitException(string message, int maxThreads, int liveThreads, int queueLength, Exception? inner = null)
        : base(message, inner)
    {
        MaxThreads = maxThreads;
        LiveThreads = liveThreads;
        QueueLength = queueLength;
    }

    /// <summary>The pool's <see cref="CoroutineThreadPool.MaxThreads"/>.</summary>
    public int MaxThreads { get; }

    /// <summary>The pool's threads when it refused, idle ones included.</summary>
    public int LiveThreads { get; }

    /// <summary>Pieces of blocking work that waited for a thread when it refused.</summary>
    public int QueueLength { get; }
}
