namespace Baton.Testing;

/// <summary>How an <see cref="Explore"/> goes about it. May be used by one exploration at a time, for the strategy has a state.</summary>
public sealed class ExploreOptions
{
    // Each is as its property; the user.
    private long _schedules = 1_000;
    private TimeSpan _budget = TimeSpan.FromSeconds(10);
    private int _maxSteps = 10_000;
    private int _checkDeterminismEvery = 100;
    private TimeSpan _patience = TimeSpan.FromSeconds(10);
    private Strategy _strategy = Strategy.Portfolio;
    private StartOrder _starts;
    private ClockMode _clock;
    private ReadyOrder _ready;
    private Uncontrolled _uncontrolled;
    private int _parallelism = 1;

    /// <summary>The most schedules that are run, 1 or more. Default: 1,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public long Schedules
    {
        get => _schedules;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Schedules));
            _schedules = value;
        }
    }

    /// <summary>When so much time is over, no further schedule begins. More than 0. Default: 10 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">0 or negative.</exception>
    public TimeSpan Budget
    {
        get => _budget;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(Budget));
            _budget = value;
        }
    }

    /// <summary>
    /// What the chance of all schedules follows from: the same seed gives the same schedules. Null: the number in the environment variable
    /// <c>BATON_SEED</c>, or else a new one. The result and each report tell it. Default: null.
    /// </summary>
    public ulong? Seed { get; set; }

    /// <summary>Decides which strand goes next. Default: <see cref="Strategy.Portfolio"/>.</summary>
    /// <exception cref="ArgumentNullException">Null.</exception>
    public Strategy Strategy
    {
        get => _strategy;
        set => _strategy = value ?? throw new ArgumentNullException(nameof(Strategy));
    }

    /// <summary>When a strand that was started begins. Default: by turns, <see cref="StartOrder.Both"/>.</summary>
    /// <remarks><see cref="Strategy.Exhaustive"/> takes that for <see cref="StartOrder.Anytime"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">No value of the enumeration.</exception>
    public StartOrder Starts
    {
        get => _starts;
        set => _starts = Defined(value, nameof(Starts));
    }

    /// <summary>When the clock goes on. Default: <see cref="ClockMode.WhenIdle"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No value of the enumeration.</exception>
    public ClockMode Clock
    {
        get => _clock;
        set => _clock = Defined(value, nameof(Clock));
    }

    /// <summary>Which of the ready frames of one scheduler goes next. Default: <see cref="ReadyOrder.InOrder"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No value of the enumeration.</exception>
    public ReadyOrder Ready
    {
        get => _ready;
        set => _ready = Defined(value, nameof(Ready));
    }

    /// <summary>
    /// After so many steps of a schedule the strands go in turns. After twice as many the schedule fails as a
    /// <see cref="FailureKind.Livelock"/>. 1 or more. Default: 10,000.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxSteps
    {
        get => _maxSteps;
        set => _maxSteps = OptionRange.AtLeast(1, value);
    }

    /// <summary>
    /// After so many schedules one that has not failed is run twice. If it goes another way, the exploration fails, as
    /// <see cref="FailureKind.Diverged"/>: what such a test finds cannot be repeated. 0: never. Default: 100.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int CheckDeterminismEvery
    {
        get => _checkDeterminismEvery;
        set => _checkDeterminismEvery = OptionRange.AtLeast(0, value);
    }

    /// <summary>
    /// Is a schedule that has failed made simpler before it is thrown, with fewer switches between strands and the same failure? That takes
    /// 200 repetitions, and 2 seconds, at most. Default: true.
    /// </summary>
    public bool Shrink { get; set; } = true;

    /// <summary>
    /// So much real time a strand gets from one step to the next. After that the schedule fails as <see cref="FailureKind.Hung"/>. At least
    /// a millisecond, up to <see cref="int.MaxValue"/> milliseconds. Default: 10 seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public TimeSpan Patience
    {
        get => _patience;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromMilliseconds(1), nameof(Patience));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromMilliseconds(int.MaxValue), nameof(Patience));
            _patience = value;
        }
    }

    /// <summary>What becomes of work that does not belong to the run. Default: <see cref="Uncontrolled.Refuse"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No value of the enumeration.</exception>
    public Uncontrolled Uncontrolled
    {
        get => _uncontrolled;
        set => _uncontrolled = Defined(value, nameof(Uncontrolled));
    }

    /// <summary>
    /// Does a strand that waits in code that is not Baton's look itself whether it can go on? A <see cref="Mutex"/> needs that, for it
    /// belongs to the thread that takes it. It is slower. Default: false, and any thread of the run looks.
    /// </summary>
    public bool PollOnOwnThread { get; set; }

    /// <summary>
    /// How many schedules are run at the same time, 1 to 64. More than 1 needs a test that shares nothing between schedules, and a strategy
    /// that makes each schedule from the seed alone. The schedules are the same, and so is the one that is reported. Default: 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public int Parallelism
    {
        get => _parallelism;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Parallelism));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 64, nameof(Parallelism));
            _parallelism = value;
        }
    }

    /// <summary>
    /// Called after each schedule, by an exploring thread, never by two at a time. What it throws ends the exploration, which throws it.
    /// Null: not called. Default: null.
    /// </summary>
    public Action<ScheduleInfo>? OnSchedule { get; set; }

    private static T Defined<T>(T value, string option)
        where T : struct, Enum => Enum.IsDefined(value)
        ? value
        : throw new ArgumentOutOfRangeException(option, value, $"{option} has no such value.");

    /// <summary>The same but for these.</summary>
    internal ExploreOptions With(ulong seed, long schedules, TimeSpan budget)
    {
        ExploreOptions copy = (ExploreOptions)MemberwiseClone();
        (copy.Seed, copy.Schedules, copy.Budget) = (seed, schedules, budget);
        return copy;
    }
}
