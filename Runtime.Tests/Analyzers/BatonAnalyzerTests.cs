using System.Globalization;
using Microsoft.CodeAnalysis;

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
                !NamesPage(rule, $"docs/analyzers/{rule.Id}.md") ||
                !File.Exists(Path.Combine(SourceTree.Root, "docs", "analyzers", $"{rule.Id}.md")) ||
                !releases.Contains(
                    $"{rule.Id} | {rule.Category} | {(rule.IsEnabledByDefault ? rule.DefaultSeverity : "Disabled")}",
                    StringComparison.Ordinal))
            .Select(rule => rule.Id);

        Findings.AreNone(findings);
    }

    // By an address if the build was told of a repository. Otherwise in words: editors and logs take a link for an address.
    private static bool NamesPage(DiagnosticDescriptor rule, string path)
    {
        string message = rule.MessageFormat.ToString(CultureInfo.InvariantCulture);
        return rule.HelpLinkUri.Length == 0
            ? message.EndsWith($" (see {path} in the folder of the package Baton.Runtime)", StringComparison.Ordinal)
            : Uri.TryCreate(rule.HelpLinkUri, UriKind.Absolute, out _) &&
                rule.HelpLinkUri.EndsWith($"/{path}", StringComparison.Ordinal) &&
                !message.Contains(path, StringComparison.Ordinal);
    }
}
