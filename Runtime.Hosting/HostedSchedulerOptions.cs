namespace Baton.Hosting;

/// <summary>
/// The settings of a scheduler that a host has by name: those of <see cref="CoroutineSchedulerOptions"/> that a configuration can give,
/// and the name of its pool.
/// </summary>
public sealed class HostedSchedulerOptions
{
    private readonly CoroutineSchedulerOptions _scheduler = new();

    /// <summary>
    /// The pool that runs the frames, by its name in the host. Default: null, <see cref="CoroutineThreadPool.Shared"/>.
    /// </summary>
    public string? Pool { get; set; }

    /// <inheritdoc cref="CoroutineSchedulerOptions.Blocking"/>
    public BlockingMode Blocking
    {
        get => _scheduler.Blocking;
        set => _scheduler.Blocking = value;
    }

    /// <inheritdoc cref="CoroutineSchedulerOptions.LongTurn"/>
    public TimeSpan LongTurn
    {
        get => _scheduler.LongTurn;
        set => _scheduler.LongTurn = value;
    }

    /// <inheritdoc cref="CoroutineSchedulerOptions.DisposeTimeout"/>
    public TimeSpan DisposeTimeout
    {
        get => _scheduler.DisposeTimeout;
        set => _scheduler.DisposeTimeout = value;
    }

    /// <summary>Makes the options of a scheduler.</summary>
    /// <param name="name">The scheduler's.</param>
    /// <param name="pool">The pool of the name <see cref="Pool"/>. Null: none.</param>
    /// <param name="timeProvider">The scheduler's clock.</param>
    internal CoroutineSchedulerOptions ToScheduler(string name, CoroutineThreadPool? pool, TimeProvider timeProvider) => new()
    {
        Name = name,
        ThreadPool = pool,
        Blocking = Blocking,
        LongTurn = LongTurn,
        DisposeTimeout = DisposeTimeout,
        TimeProvider = timeProvider,
    };
}
