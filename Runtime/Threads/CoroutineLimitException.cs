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
    /// <summary>For code that carries the exception elsewhere, as over a wire, and for tests of code that meets it.</summary>
    /// <param name="message">Says which limit it was. Null: a default text.</param>
    /// <param name="maxThreads">As <see cref="MaxThreads"/>.</param>
    /// <param name="liveThreads">As <see cref="LiveThreads"/>.</param>
    /// <param name="queueLength">As <see cref="QueueLength"/>.</param>
    /// <param name="innerException">What the system answered. Default: null, it was not asked.</param>
    public CoroutineLimitException(
        string? message, int maxThreads, int liveThreads, int queueLength, Exception? innerException = null)
        : base(message, innerException)
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
