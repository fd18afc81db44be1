namespace Baton.Tests;

/// <summary>Tasks that end by themselves, late or never: the subject of a test, and no way to wait for another thread.</summary>
internal static class Late
{
    /// <summary>Ends after so many milliseconds.</summary>
    internal static Task After(int milliseconds, CancellationToken token = default) => Task.Delay(milliseconds, token);

    /// <inheritdoc cref="After(int, CancellationToken)"/>
    internal static Task After(TimeSpan time) => Task.Delay(time);

    /// <summary>Ends only by its token.</summary>
    internal static Task Never(CancellationToken token = default) => Task.Delay(Timeout.Infinite, token);
}
