namespace Baton;

/// <summary>A managed wait of foreign code, as the runtime hands it to a synchronization context.</summary>
/// <param name="helper">Waits for the handles, for so many milliseconds.</param>
/// <param name="timeout">How many milliseconds the code waits at most. −1: for ever.</param>
/// <param name="bell">The waiting thread's. Null: it does not listen meanwhile.</param>
internal readonly struct ForeignWait(Func<int, int> helper, int timeout, Bell? bell = null)
{
    private readonly long _begin = Clock.GetTimestamp();

    /// <summary>What the waiting thread listens to besides. Null: nothing.</summary>
    internal Bell? Bell => bell;

    internal TimeSpan Elapsed => Clock.GetElapsedTime(_begin);

    /// <summary>What is left of the time, in milliseconds. −1: for ever.</summary>
    internal int Left => timeout < 0 ? Timeout.Infinite : (int)Math.Max(0, Math.Ceiling(timeout - Elapsed.TotalMilliseconds));

    private static TimeProvider Clock => ControlledThread.CurrentRun?.Time ?? TimeProvider.System;

    /// <summary>Blocks until the wait has ended, or has lasted for <paramref name="grace"/> in all.</summary>
    /// <param name="grace">0 or more; finite.</param>
    /// <param name="result">How the wait has ended.</param>
    /// <returns>Has the wait ended? Its own time is an end too.</returns>
    internal bool TryEndWithin(TimeSpan grace, out int result)
    {
        int left = Left;
        int most = (int)Math.Max(0, Math.Ceiling((grace - Elapsed).TotalMilliseconds));
        bool isTimeWithin = left >= 0 && left <= most;
        result = helper(isTimeWithin ? left : most);
        return isTimeWithin || result != WaitHandle.WaitTimeout;
    }

    /// <summary>Blocks until the wait has ended.</summary>
    internal int WaitForEnd() => helper(Left);

    /// <summary>Takes what ends the wait, if that is there. Never blocks.</summary>
    /// <returns><see cref="WaitHandle.WaitTimeout"/>: it is not there.</returns>
    internal int Poll() => helper(0);
}
