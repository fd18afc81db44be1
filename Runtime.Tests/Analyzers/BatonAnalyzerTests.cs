namespace Baton.Tests;

/// <summary>What holds for all rules.</summary>
[TestClass]
[BesideOthers]
public sealed class BatonAnalyzerTests
{
    [TestMethod]
    public Task Analyzer_CompilationWithoutTheLibrary_FindsNothing() => Analyzed.SourceWithoutLibrary(
        """
        class Coroutine
        {
            static void Generate(System.Action body) { }
            static void Use() => Generate(async () => await System.Threading.Tasks.Task.Yield());
        }
        """);

    [TestMethod]
    public Task Analyzer_GeneratedCode_IsSkipped() => Analyzed.Source(
        """
        [System.CodeDom.Compiler.GeneratedCode("tool", "1")]
        class A
        {
            async Task Use(Task task)
            {
                await Task.Yield();
                task.Await();
            }
        }
        """);

    [TestMethod]
    public void Rules_Each_HasAPageAndALineOfRelease()
    {
        string releases = File.ReadAllText(Path.Combine(SourceTree.Root, "Runtime.Analyzers", "AnalyzerReleases.Unshipped.md"));

        IEnumerable<string> findings = new Analyzers.BatonAnalyzer().SupportedDiagnostics
            .Where(rule =>
                !IsPage(rule.HelpLinkUri, $"docs/analyzers/{rule.Id}.md") ||
                !File.Exists(Path.Combine(SourceTree.Root, "docs", "analyzers", $"{rule.Id}.md")) ||
                !releases.Contains(
                    $"{rule.Id} | {rule.Category} | {(rule.IsEnabledByDefault ? rule.DefaultSeverity : "Disabled")}",
                    StringComparison.Ordinal))
            .Select(rule => rule.Id);

        Findings.AreNone(findings);
    }

    // A path as in the package; an address if the build was told of a repository.
    private static bool IsPage(string link, string path) =>
        link == path || (Uri.TryCreate(link, UriKind.Absolute, out _) && link.EndsWith($"/{path}", StringComparison.Ordinal));
}
