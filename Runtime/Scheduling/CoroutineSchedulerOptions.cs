namespace Baton;

/// <summary>How a <see cref="CoroutineScheduler"/> is set up. May be shared by any number of schedulers and runs.</summary>
/// <remarks>The values are copied when a scheduler is created, or a run begins. A later change has no effect on it.</remarks>
public sealed class CoroutineSchedulerOptions
{
    internal static CoroutineSchedulerOptions Default { get; } = new();

    /// <summary>Shown in messages. Default: null, none.</summary>
    public string? Name { get; set; }

    /// <summary>Where frames get their threads. Default: null, <see cref="CoroutineThreadPool.Shared"/>.</summary>
    public CoroutineThreadPool? ThreadPool { get; set; }

    /// <summary>What becomes of code that blocks in a frame. Default: <see cref="BlockingMode.Hold"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the modes.</exception>
    public BlockingMode Blocking
    {
        get;
        set
        {
            if (!Enum.IsDefined(value))
            {
                throw new ArgumentOutOfRangeException(nameof(Blocking), value, "Blocking is Hold, Yield or Forbid.");
            }

            field = value;
        }
    }

    /// <summary>
    /// The clock of the frames. <see cref="Coroutine.Delay"/>, <see cref="Select.After(TimeSpan, Action)"/> and the read and write timeouts
    /// of a <see cref="SuspendingStream"/> use it. Default: <see cref="TimeProvider.System"/>.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TimeProvider TimeProvider
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(TimeProvider));
    } = TimeProvider.System;

    /// <summary>
    /// How long a frame may keep the baton. After that the event <c>BatonHeld</c> and the counter <c>baton.schedulers.long_turns</c> tell.
    /// Default: 2 seconds. <see cref="Timeout.InfiniteTimeSpan"/>: never.
    /// </summary>
    /// <remarks>
    /// They tell of a frame that computes, sleeps or blocks while other frames wait for their turn. They also tell of a frame that blocks
    /// while no other frame is ready, unless it is the only one. They tell again each time the span has doubled. The
    /// telling needs neither the baton nor the frame. It may come later by half of this span.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The value is not above 0 and at most <see cref="int.MaxValue"/> milliseconds, and is not <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </exception>
    public TimeSpan LongTurn
    {
        get;
        set
        {
            if (value != Timeout.InfiniteTimeSpan && (value <= TimeSpan.Zero || value > TimeSpan.FromMilliseconds(int.MaxValue)))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(LongTurn), value, "LongTurn is above 0 and at most int.MaxValue milliseconds, or Timeout.InfiniteTimeSpan.");
            }

            field = value;
        }
    } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long disposers of the scheduler wait for its frames at most, all together: from the first disposal on. Those that are left then
    /// go on by themselves; the scheduler is counted and reported. <see cref="Timeout.InfiniteTimeSpan"/>: no limit. From 0 to
    /// <see cref="int.MaxValue"/> milliseconds. Default: 10 seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public TimeSpan DisposeTimeout
    {
        get;
        set => field = OptionRange.Timeout(value);
    } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Called with each failure of the scheduler's frames that no code has asked for, before
    /// <see cref="CoroutineScheduler.UnobservedFailure"/>. Default: null, nothing is called.
    /// </summary>
    /// <remarks>
    /// As for that event. The failures of a run come out of the run: they are not told. Do not call the library's waits.
    /// </remarks>
    /// <exception cref="ArgumentException">The value is <c>async</c>, and would leave at its first await.</exception>
    public Action<UnobservedFailureEventArgs>? OnUnobservedFailure
    {
        get;
        set
        {
            SynchronousFunction.RequireIfGiven(value, "Or let it give the failure to code that awaits, as by a queue.");
            field = value;
        }
    }

    /// <summary>How long a cancellation is held back below native frames. See <see cref="CancellationHold"/>.</summary>
    internal TimeSpan NativePatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A wait of foreign code that ends within so long does not count as blocking. No mode refuses it or tells of it.
    /// </summary>
    internal TimeSpan BlockingGrace { get; init; } = FrameBlocking.Grace;

    /// <summary>From one look of the <see cref="StandstillWatch"/> to the next.</summary>
    internal TimeSpan StandstillInterval { get; init; } = TimeSpan.FromMilliseconds(900);

    /// <summary>How long a canceled frame waits for callbacks, by the system's clock. See <see cref="FiredCallbacks"/>.</summary>
    internal TimeSpan CallbackPatience { get; init; } = TimeSpan.FromSeconds(5);
}
