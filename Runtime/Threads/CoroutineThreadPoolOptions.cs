namespace Baton;

/// <summary>How a <see cref="CoroutineThreadPool"/> is set up. May be shared by any number of pools.</summary>
/// <remarks>The values are copied when a pool is created. A later change has no effect on it.</remarks>
public sealed class CoroutineThreadPoolOptions
{
    // Each is as its property; the user.
    private string _name = "Baton";
    private int _minThreads;
    private int? _maxThreads;
    private int? _shown; // what MaxThreads has given while it was not set
    private int _stackSize;
    private TimeSpan _idleTimeout = TimeSpan.FromSeconds(20);
    private int _queueLimit = int.MaxValue;
    private TimeSpan _disposeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What the names of the pool's threads begin with, and how metrics tell the pool. Default: <c>Baton</c>.</summary>
    /// <exception cref="ArgumentException">Null, empty or white space.</exception>
    public string Name
    {
        get => _name;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value, nameof(Name));
            _name = value;
        }
    }

    /// <summary>
    /// So many threads do not end for being idle, 0 or more, unless the machine can hold no more. They, too, are created on demand only.
    /// Default: 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int MinThreads
    {
        get => _minThreads;
        set => _minThreads = OptionRange.AtLeast(0, value);
    }

    /// <summary>
    /// The most threads that the pool has at any time, 1 or more. Threads on their way out count. Default: no limit but the machine's;
    /// then the value that is read here is what the machine can hold at that moment. Whatever is set here, the machine's limits are
    /// measured again as threads are added, and not reached. To set what was read while it was not set changes nothing, as the binder of
    /// configurations does.
    /// </summary>
    /// <remarks>
    /// <para>The machine's limit on Linux is the least of these: memory maps (four a thread), threads-max, pid_max, the pids.max of each
    /// control group, the user's process limit, half of the memory that the machine and each control group have, and have left, at 64 KB
    /// a thread, and half of the managed heap's limit at 8 KB. What is in use is left out, and a tenth of each, and 64 threads; on a
    /// machine that holds fewer than 128, half of them. Elsewhere the limit is 2,000.</para>
    /// <para>In a container some of these limits cannot be seen. So there 24 threads of pools bring 32 spare ones, which end
    /// when the system refuses a thread: then other code has room. For a while the pools stay a tenth below what the system
    /// refused.</para>
    /// <para>Before a pool refuses because of the machine, it ends idle threads, also those of other pools and of
    /// <see cref="MinThreads"/>.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public int MaxThreads
    {
        get => _maxThreads ?? (_shown = ThreadBudget.OfThisProcess.Capacity).Value;
        set => _maxThreads = _maxThreads is null && value == _shown ? null : OptionRange.AtLeast(1, value);
    }

    /// <summary>Is <see cref="MaxThreads"/> set?</summary>
    internal bool HasLimit => _maxThreads is not null;

    /// <summary><see cref="MaxThreads"/> as it is set. <see cref="int.MaxValue"/>: it is not.</summary>
    internal int MostThreads => _maxThreads ?? int.MaxValue;

    /// <summary>
    /// The most bytes of stack that a thread may use, rounded up by the system, and to 64 KB at least. 0: the platform's default. Stack
    /// that is not touched costs address space, but no memory. Default: 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int StackSize
    {
        get => _stackSize;
        set => _stackSize = OptionRange.AtLeast(0, value);
    }

    /// <summary>
    /// A thread that has been idle for so long ends. <see cref="Timeout.InfiniteTimeSpan"/>: never. From 0 to
    /// <see cref="int.MaxValue"/> milliseconds. Default: 20 seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public TimeSpan IdleTimeout
    {
        get => _idleTimeout;
        set => _idleTimeout = OptionRange.Timeout(value);
    }

    /// <summary>
    /// How many pieces of blocking work (<see cref="CoroutineThreadPool.Run(Action, CancellationToken)"/>), runs of schedulers
    /// (<see cref="CoroutineScheduler.RunAsync(Action, CoroutineSchedulerOptions, CancellationToken)"/>) and bridges
    /// (<see cref="SyncBridge"/>) may wait for a thread, 0 or more. When so many wait, the next is refused with
    /// <see cref="CoroutineLimitException"/>. Frames that run, or are started by frames, wait without a limit. Default: no limit
    /// (<see cref="int.MaxValue"/>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int QueueLimit
    {
        get => _queueLimit;
        set => _queueLimit = OptionRange.AtLeast(0, value);
    }

    /// <summary>
    /// How long disposers of the pool wait at most, all together: from the first disposal on. <see cref="CoroutineThreadPool.Dispose"/>
    /// waits for idle threads. <see cref="CoroutineThreadPool.DisposeAsync()"/> waits for all threads but those of quarantined coroutines
    /// and of frames that were given up; its time begins with its own first call. What is left then goes on by itself, and the event
    /// <c>ThreadsLeft</c> tells of it. <see cref="Timeout.InfiniteTimeSpan"/>: no limit. From 0 to <see cref="int.MaxValue"/> milliseconds.
    /// Default: 10 seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public TimeSpan DisposeTimeout
    {
        get => _disposeTimeout;
        set => _disposeTimeout = OptionRange.Timeout(value);
    }

    /// <summary>
    /// How long a start waits for threads that are on their way out, which listeners may hold up. And how long threads are given to come
    /// back for queued work before garbage is looked for.
    /// </summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The time between two looks at a pool that has no thread for its work.</summary>
    internal TimeSpan FullPoolInterval { get; init; } = TimeSpan.FromMilliseconds(900);

    internal CoroutineThreadPoolOptions Copy() => (CoroutineThreadPoolOptions)MemberwiseClone();
}
