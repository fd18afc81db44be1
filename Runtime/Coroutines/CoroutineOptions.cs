namespace Baton;

/// <summary>How a coroutine is set up. Immutable; may be shared by any number of coroutines.</summary>
public sealed class CoroutineOptions
{
    private readonly int _stackSize;
    private readonly TimeSpan _unwindTimeout = TimeSpan.FromSeconds(10);

    internal static CoroutineOptions Default { get; } = new();

    /// <summary>
    /// Shown in messages and diagnostics, and in the thread's name while the coroutine has a thread. Default: null, none.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>Where the coroutine's thread comes from. Default: null, <see cref="CoroutineThreadPool.Shared"/>.</summary>
    public CoroutineThreadPool? ThreadPool { get; init; }

    /// <summary>
    /// The most bytes of stack that the body may use. 0: the size that the pool gives. With any other size than the pool's, the coroutine
    /// has a thread of its own, as with <see cref="FreshThread"/>. Default: 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int StackSize
    {
        get => _stackSize;
        init => _stackSize = OptionRange.AtLeast(0, value);
    }

    /// <summary>
    /// Does the body run on a thread that no code has used before and none will use after? For code that keeps things in
    /// <c>[ThreadStatic]</c> fields or leaves locks behind. Costs the creation of a thread, 200–400 µs. Default: false.
    /// </summary>
    public bool FreshThread { get; init; }

    /// <summary>
    /// How long a disposer waits for the body's clean-up before the coroutine is quarantined. The disposer then goes on, and the thread is
    /// left to itself. The thread goes back to the pool if the clean-up ever ends. <see cref="Timeout.InfiniteTimeSpan"/>: the disposer
    /// waits for ever. A frame that disposes a coroutine always waits to the end: what the clean-up awaits suspends the frame. From 0 to
    /// <see cref="int.MaxValue"/> milliseconds. Default: 10 seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    public TimeSpan UnwindTimeout
    {
        get => _unwindTimeout;
        init => _unwindTimeout = OptionRange.Timeout(value);
    }
}
