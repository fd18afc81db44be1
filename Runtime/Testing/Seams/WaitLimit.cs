namespace Baton.Testing;

/// <summary>Time limits as .NET takes them.</summary>
internal static class WaitLimit
{
    /// <summary>The whole milliseconds of a time limit. −1: no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative and not −1, or more than <see cref="int.MaxValue"/>.</exception>
    internal static int Of(TimeSpan timeout)
    {
        long milliseconds = (long)timeout.TotalMilliseconds;
        ArgumentOutOfRangeException.ThrowIfLessThan(milliseconds, Timeout.Infinite, nameof(timeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(milliseconds, int.MaxValue, nameof(timeout));
        return (int)milliseconds;
    }
}
