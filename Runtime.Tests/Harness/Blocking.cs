namespace Baton.Tests;

/// <summary>
/// Code that blocks its thread where the library cannot see it: the subject of a test, and no way to wait for another thread.
/// </summary>
internal static class Blocking
{
    /// <summary>Blocks for so many milliseconds; -1: for ever.</summary>
    internal static void For(int milliseconds) => Thread.Sleep(milliseconds);

    /// <inheritdoc cref="For(int)" path="/summary"/>
    internal static void For(TimeSpan time) => Thread.Sleep(time);
}
