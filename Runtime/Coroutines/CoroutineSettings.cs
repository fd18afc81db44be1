namespace Baton;

/// <summary>
/// The values that <see cref="CoroutineOptions"/> had when the coroutine was created. The user may change the options later.
/// </summary>
internal readonly struct CoroutineSettings(CoroutineOptions options)
{
    internal string? Name { get; } = options.Name;

    internal CoroutineThreadPool? ThreadPool { get; } = options.ThreadPool;

    internal int StackSize { get; } = options.StackSize;

    internal bool FreshThread { get; } = options.FreshThread;

    internal TimeSpan UnwindTimeout { get; } = options.UnwindTimeout;
}
