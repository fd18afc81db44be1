using System.Text.RegularExpressions;

namespace Baton.Tests;

/// <summary>A page that people read. Each page of the repository is one: a new one needs no word here.</summary>
internal sealed partial record Page(string Path, string Text)
{
    /// <summary>The page whose samples are proved with Orleans, by a test project of their own.</summary>
    internal const string OfOrleans = "docs/guide/cluster.md";

    /// <summary>All pages: those beside the README, and those in docs.</summary>
    internal static IReadOnlyList<Page> All { get; } =
    [
        .. Directory.EnumerateFiles(SourceTree.Root, "*.md")
            .Concat(Directory.EnumerateFiles(System.IO.Path.Combine(SourceTree.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(file => new Page(System.IO.Path.GetRelativePath(SourceTree.Root, file).Replace('\\', '/'), File.ReadAllText(file)))
            .OrderBy(page => page.Path, StringComparer.Ordinal),
    ];

    /// <summary>Is it the page of an analyzer's rule? Part of its code is wrong: <c>RulePageTests</c> analyzes all of it.</summary>
    internal bool IsOfARule => Path.StartsWith("docs/analyzers/BATON", StringComparison.Ordinal);

    /// <summary>The C# below the heading <paramref name="heading"/>, up to the next.</summary>
    internal IEnumerable<string> CSharpBelow(string heading) => Regex.Match(Text, $@"^## {heading}\n(?<below>.*?)(?=^## )",
        RegexOptions.Singleline | RegexOptions.Multiline).Groups["below"].Value
        .Split("```csharp\n")[1..].Select(block => block.Split("```")[0]);

    /// <summary>The code that the page shows, each with the output that follows.</summary>
    internal IEnumerable<PageSample> Samples => ShownSample().Matches(Text)
        .Select(match => new PageSample(Path, match.Groups["name"].Value, match.Groups["code"].Value, match.Groups["output"].Value));

    /// <summary>The languages of all its blocks. A block without one has an empty name.</summary>
    internal IEnumerable<string> Languages =>
        Fence().Matches(Text).Where((_, index) => index % 2 == 0).Select(match => match.Groups["language"].Value);

    /// <summary>Where its links go to, but those to other sites.</summary>
    internal IEnumerable<string> Links =>
        Link().Matches(Prose).Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal));

    /// <summary>What a link writes behind # to go to one of its headings.</summary>
    internal IReadOnlyList<string> Anchors => [.. Heading().Matches(Block().Replace(Text, string.Empty))
        .Select(match => NoAnchor().Replace(match.Groups["text"].Value.ToLowerInvariant(), string.Empty).Replace(' ', '-'))];

    /// <summary>The page without its code.</summary>
    private string Prose => InlineCode().Replace(Block().Replace(Text, string.Empty), string.Empty);

    public override string ToString() => Path;

    [GeneratedRegex(@"<!-- sample: (?<name>\w+) -->\n```csharp\n(?<code>.*?)```\n(```text\n(?<output>.*?)```\n)?", RegexOptions.Singleline)]
    private static partial Regex ShownSample();

    [GeneratedRegex(@"^[ >]*```(?<language>.*)$", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^[ >]*```.*?^[ >]*```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"`[^`\n]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
