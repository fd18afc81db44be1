namespace Baton.Tests;

internal static class ActionExtensions
{
    /// <summary>A method whose delegate has a delegate for its target, and which is not how that one is called.</summary>
    internal static void Twice(this Action action)
    {
        action();
        action();
    }
}
