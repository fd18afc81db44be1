namespace Baton.Hosting;

/// <summary>When the health check of Baton says that the process is degraded.</summary>
public sealed class BatonHealthCheckOptions
{
    /// <summary>
    /// A frame that has run or blocked for longer, or waited for longer for what only frames can end, makes the process degraded. Waits
    /// that others may end, as for a queue or a time, do not count. How long a frame has run is known since a look first found it in its
    /// turn: see <see cref="SchedulerInfo.HeldFor"/>. Above 0, or <see cref="Timeout.InfiniteTimeSpan"/>: none does. Default: 1 minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public TimeSpan DegradedAfter
    {
        get;
        set => field = value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan
            ? value
            : throw new ArgumentOutOfRangeException(nameof(DegradedAfter), value, "DegradedAfter is above 0, or Timeout.InfiniteTimeSpan.");
    } = TimeSpan.FromMinutes(1);

    /// <summary>Is the process degraded while a pool has all its threads in use and work waits for one? Default: true.</summary>
    public bool DegradedAtThreadLimit { get; set; } = true;

    /// <summary>
    /// How long the check waits for a scheduler whose holder does not answer, at most. Above 0; finite. Default: 100 milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public TimeSpan Patience
    {
        get;
        set => field = value > TimeSpan.Zero && value.TotalMilliseconds <= int.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Patience), value, "Patience is above 0, and finite.");
    } = TimeSpan.FromMilliseconds(100);
}
