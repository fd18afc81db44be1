namespace Baton.Tests;

/// <summary>Assertions on what was pulled.</summary>
internal static class PullAssert
{
    internal static void Gives<T>(IReadOnlyList<T> actual, params T[] expected) => CollectionAssert.AreEqual(expected, actual.ToArray());
}
