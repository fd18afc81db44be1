namespace Baton.Tests;

/// <summary>What a check of the sources has found, a line each.</summary>
internal static class Findings
{
    internal static void AreNone(IEnumerable<string> findings)
    {
        string[] found = [.. findings];

        Assert.IsEmpty(found, $"{found.Length} found:\n{string.Join('\n', found)}\n");
    }

    /// <summary>Compares with what is expected, in any order.</summary>
    internal static void Are(IEnumerable<string> findings, params string[] expected) =>
        Assert.AreEqual(InOrder(expected), InOrder(findings));

    private static string InOrder(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));
}
