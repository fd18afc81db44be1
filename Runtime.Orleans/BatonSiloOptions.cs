namespace Baton.Orleans;

/// <summary>How the bodies of a silo's grains run: see <see cref="BatonSiloBuilderExtensions.AddBaton"/>.</summary>
public sealed class BatonSiloOptions
{
    private readonly CoroutineThreadPoolOptions _pool = new() { MaxThreads = 256, QueueLimit = 10_000 };
    private readonly CoroutineSchedulerOptions _scheduler = new();

    /// <summary>
    /// The most threads that bodies of this silo have at any time, 1 or more. Further bodies wait for one. Default: 256. Threads that start
    /// or wake by the thousand take processor time from the silo, which may be declared dead for that.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public int MaxThreads
    {
        get => _pool.MaxThreads;
        set => _pool.MaxThreads = value;
    }

    /// <summary>
    /// How many bodies may wait for a thread, 0 or more. The next is refused with <see cref="CoroutineLimitException"/>. Default: 10,000.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int QueueLimit
    {
        get => _pool.QueueLimit;
        set => _pool.QueueLimit = value;
    }

    /// <summary>
    /// What becomes of the other frames of a body while one of them blocks its thread. Bodies do not wait for each other in any mode.
    /// Default: <see cref="BlockingMode.Hold"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the modes.</exception>
    public BlockingMode Blocking
    {
        get => _scheduler.Blocking;
        set => _scheduler.Blocking = value;
    }

    /// <summary>
    /// How long bodies may go on by themselves when the silo stops. Then they are canceled. It counts within the host's
    /// <c>ShutdownTimeout</c>, which ends it too. 0 or more; finite. Default: 5 seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public TimeSpan DrainTimeout
    {
        get;
        set => field = value >= TimeSpan.Zero && value.TotalMilliseconds <= int.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(DrainTimeout), value, "DrainTimeout is 0 or more, and finite.");
    } = TimeSpan.FromSeconds(5);

    /// <summary>Makes the options of the silo's pool.</summary>
    internal CoroutineThreadPoolOptions ToPool() => new() { Name = "Baton grains", MaxThreads = MaxThreads, QueueLimit = QueueLimit };
}
