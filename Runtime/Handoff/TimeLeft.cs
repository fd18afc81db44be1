namespace Baton;

/// <summary>What is left of a time limit that has begun when this was made.</summary>
/// <param name="limit">0 or more, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
/// <param name="clock">Counts the time.</param>
internal readonly struct TimeLeft(TimeSpan limit, TimeProvider clock)
{
    private readonly long _begin = limit == Timeout.InfiniteTimeSpan ? 0 : Here(clock).GetTimestamp();

    /// <summary>0: the time is over. An infinite limit stays infinite.</summary>
    internal TimeSpan Left
    {
        get
        {
            if (limit == Timeout.InfiniteTimeSpan)
            {
                return limit;
            }

            TimeSpan left = limit - Here(clock).GetElapsedTime(_begin);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    private static TimeProvider Here(TimeProvider clock) =>
        clock == TimeProvider.System && ControlledThread.CurrentRun is { } run ? run.Time : clock;
}
