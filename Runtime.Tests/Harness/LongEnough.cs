namespace Baton.Tests;

/// <summary>
/// Gives what must not happen the time to happen. A test that waits so cannot fail by luck; on a slow machine it may overlook something.
/// </summary>
internal static class LongEnough
{
    internal static void For(int milliseconds) => Thread.Sleep(milliseconds);

    internal static void For(TimeSpan time) => Thread.Sleep(time);
}
