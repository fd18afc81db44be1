namespace Baton.Tests;

/// <summary>Using directives are in the order that <c>dotnet format</c> wants: those of System first, each part by part.</summary>
[TestClass]
[BesideOthers]
public sealed class UsingsTests
{
    private static readonly string[] s_folders =
    [
        "Runtime", "Runtime.Analyzers", "Runtime.Analyzers.CodeFixes", "Runtime.Seams.Generator", "Runtime.Hosting", "Runtime.Orleans",
        "Runtime.Tool", "Runtime.Tests", "Runtime.Tests.Orleans", "Runtime.Tests.Itself", "Runtime.Tests.Seamed", "Stress", "samples",
    ];

    [TestMethod]
    public void Sources_Usings_AreInOrder() => Findings.AreNone(
        s_folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(SourceTree.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => !IsInOrder(Usings(File.ReadLines(file)))));

    [TestMethod]
    [DataRow("System.Text.RegularExpressions System.Text", false)]
    [DataRow("System.Text System.Text.RegularExpressions", true)]
    [DataRow("Microsoft.A System", false)]
    [DataRow("System Systematic.A", true)]
    [DataRow("", true)]
    public void IsInOrder_OfNames_IsAsTheFormatterSays(string names, bool isInOrder) =>
        Assert.AreEqual(isInOrder, IsInOrder(names.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    private static IEnumerable<string> Usings(IEnumerable<string> lines) => lines
        .TakeWhile(line => line.StartsWith("using ", StringComparison.Ordinal) && !line.Contains('=', StringComparison.Ordinal)
            && !line.StartsWith("using static", StringComparison.Ordinal))
        .Select(line => line["using ".Length..^1]);

    private static bool IsInOrder(IEnumerable<string> names)
    {
        string[] given = [.. names];
        return given.SequenceEqual(given.OrderBy(name => name == "System" || name.StartsWith("System.", StringComparison.Ordinal) ? 0 : 1)
            .ThenBy(name => name.Replace('.', '\u0001'), StringComparer.OrdinalIgnoreCase));
    }
}
