namespace Baton.Tests;

/// <summary>What holds for all rules.</summary>
[TestClass]
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
                rule.HelpLinkUri != $"docs/analyzers/{rule.Id}.md" ||
                !File.Exists(Path.Combine(SourceTree.Root, rule.HelpLinkUri)) ||
                !releases.Contains($"{rule.Id} | {rule.Category} | {rule.DefaultSeverity}", StringComparison.Ordinal))
            .Select(rule => rule.Id);

        Findings.AreNone(findings);
    }
}
