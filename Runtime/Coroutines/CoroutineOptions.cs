namespace Baton;

/// <summary>How a coroutine is set up. May be shared by any number of coroutines.</summary>
/// <remarks>The values are copied when a coroutine, a sequence or a parser is created. A later change has no effect on it.</remarks>
public sealed class CoroutineOptions
{
    private int _stackSize;                                        // as its property; the user
    private TimeSpan _unwindTimeout = TimeSpan.FromSeconds(10);    // as its property; the user

    internal static CoroutineOptions Default { get; } = new();

    /// <summary>
    /// Shown in messages and diagnostics, and in the thread's name while the coroutine has a thread. Default: null. Messages then show the
    /// name of the body's method, and the thread keeps its own name.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>Where the coroutine's thread comes from. Default: null, <see cref="CoroutineThreadPool.Shared"/>.</summary>
    public CoroutineThreadPool? ThreadPool { get; set; }

    /// <summary>
    /// The most bytes of stack that the body may use. 0: the size that the pool gives. With any other size than the pool's, the coroutine
    /// has a thread of its own, as with <see cref="FreshThread"/>. Default: 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int StackSize
    {
        get => _stackSize;
        set => _stackSize = OptionRange.AtLeast(0, value);
    }

    /// <summary>
    /// Does the body run on a thread that no code has used before and none will use after? For code that keeps things in
    /// <c>[ThreadStatic]</c> fields or leaves locks behind. Costs the creation of a thread, 200–400 µs. Default: false.
    /// </summary>
    public bool FreshThread { get; set; }

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
        set => _unwindTimeout = OptionRange.Timeout(value);
    }

    internal CoroutineOptions Copy() => (CoroutineOptions)MemberwiseClone();
}
