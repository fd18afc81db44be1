namespace Baton;

/// <summary>What is left of a time limit that has begun when this was made.</summary>
/// <param name="limit">0 or more, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
/// <param name="clock">Counts the time.</param>
internal readonly struct TimeLeft(TimeSpan limit, TimeProvider clock)
{
    private readonly long _begin = limit == Timeout.InfiniteTimeSpan ? 0 : ClockHere(clock).GetTimestamp();

    /// <summary>0: the time is over. An infinite limit stays infinite.</summary>
    internal TimeSpan Left
    {
        get
        {
            if (limit == Timeout.InfiniteTimeSpan)
            {
                return limit;
            }

            TimeSpan left = limit - ClockHere(clock).GetElapsedTime(_begin);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>What measures time where the calling thread runs: in a run of a test that has no clock of its own, the run's.</summary>
    internal static TimeProvider ClockHere(TimeProvider clock) =>
        clock == TimeProvider.System && ControlledThread.CurrentRun is { } run ? run.Time : clock;
}
