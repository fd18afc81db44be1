namespace Baton;

/// <summary>What a watch looks for, and how often.</summary>
/// <remarks>The values are copied when the watch begins.</remarks>
public sealed class WatchOptions
{
    /// <summary>
    /// Waits that last longer are told of, once each; and schedulers whose baton has not moved for longer. Above 0 and at most
    /// <see cref="int.MaxValue"/> milliseconds. <see cref="Timeout.InfiniteTimeSpan"/>: none are. Default: 30 seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public TimeSpan LongerThan
    {
        get;
        set => field = OptionRange.AboveZero(value);
    } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time from one look to the next. Above 0 and at most <see cref="int.MaxValue"/> milliseconds. Default: 1 second.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range, or infinite.</exception>
    public TimeSpan Every
    {
        get;
        set => field = OptionRange.AboveZero(OptionRange.Finite(value));
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The kinds of waits that are told of. Default: null, all but those for a turn, a resume, a thread, a time, and a coroutine that was
    /// resumed.
    /// </summary>
    public IReadOnlySet<WaitKind>? Kinds { get; set; }

    /// <summary>Are findings of the levels <c>Deadlock</c> and <c>Stuck</c> told of? Default: true.</summary>
    public bool Deadlocks { get; set; } = true;

    /// <summary>Are the stacks of members taken that have waited too long? Default: false.</summary>
    public bool Stacks { get; set; }

    /// <summary>
    /// Are the runtime's events of contended locks listened to, so that owners of locks are known where the runtime's own record does not
    /// tell? That costs each contended lock of the process an event. Default: false.
    /// </summary>
    public bool LockEvents { get; set; }

    /// <summary>The clock of <see cref="Every"/>. Default: <see cref="System.TimeProvider.System"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TimeProvider TimeProvider
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(TimeProvider));
    } = TimeProvider.System;

    internal WatchOptions Copy() => (WatchOptions)MemberwiseClone();
}
