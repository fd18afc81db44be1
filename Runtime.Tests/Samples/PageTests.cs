namespace Baton.Tests;

/// <summary>Pages are found by those who read, and what they point to is there.</summary>
[TestClass]
[BesideOthers]
public sealed class PageTests
{
    private const string Index = "docs/index.md";

    private static readonly string[] s_languages = ["csharp", "text", "sh", "xml", "json", ""]; // C# is proved by SampleTests

    public static IEnumerable<string> Paths => Page.All.Select(page => page.Path);

    [TestMethod]
    public void Pages_InTheFolder_AreThoseOfTheIndex()
    {
        string[] listed =
            [.. Of(Index).Links.Where(link => !link.Contains('#', StringComparison.Ordinal)).Select(link => Resolve(Index, link)).Order()];
        string[] found = [.. Paths.Where(path => path.StartsWith("docs/", StringComparison.Ordinal) && path != Index).Order()];

        Assert.AreSequenceEqual(found, listed.Where(path => path.StartsWith("docs/", StringComparison.Ordinal)).ToArray());
        Assert.Contains("docs/guide/frames.md", found);
        Assert.Contains("README.md", Paths);
    }

    [TestMethod]
    public void Readme_HasAtMost250Lines() => Assert.IsLessThanOrEqualTo(250, Of("README.md").Text.Count(c => c == '\n'));

    [TestMethod]
    [DynamicData(nameof(Paths))]
    public void Page_EachBlock_IsOfAKnownLanguage(string path) => Findings.AreNone(Of(path).Languages.Except(s_languages));

    [TestMethod]
    [DynamicData(nameof(Paths))]
    public void Page_EachLink_PointsToAFileAndAHeading(string path) =>
        Findings.AreNone(Of(path).Links.Where(link => !Exists(path, link)).Select(link => $"{path}: {link}"));

    [TestMethod]
    [DataRow("guide/frames.md", true)]
    [DataRow("../README.md", true)]
    [DataRow("guide", true)]
    [DataRow("guide/none.md", false)]
    [DataRow("porting.md#the-thread-pool-starves", true)]
    [DataRow("porting.md#none", false)]
    [DataRow("#none", false)]
    public void Link_ThatIsBroken_IsFound(string link, bool exists) => Assert.AreEqual(exists, Exists(Index, link));

    private static bool Exists(string from, string link)
    {
        string[] parts = link.Split('#', 2);
        string target = parts[0].Length == 0 ? from : Resolve(from, parts[0]);
        return parts.Length == 1
            ? Path.Exists(Path.Combine(SourceTree.Root, target))
            : Page.All.Any(page => page.Path == target && page.Anchors.Contains(parts[1]));
    }

    private static Page Of(string path) => Page.All.Single(page => page.Path == path);

    private static string Resolve(string from, string link) =>
        Path.GetRelativePath(SourceTree.Root, Path.Combine(SourceTree.Root, Path.GetDirectoryName(from)!, link)).Replace('\\', '/');
}
