namespace Baton.Tests;

/// <summary>The code of each rule's page: the rule finds what the page calls wrong, and nothing in what the page calls right.</summary>
[TestClass]
[BesideOthers]
public sealed class RulePageTests
{
    public static IEnumerable<string> Paths => Page.All.Where(page => page.IsOfARule).Select(page => page.Path);

    [TestMethod]
    [DynamicData(nameof(Paths))]
    public async Task Page_WrongCode_IsFoundAndRightCodeIsNot(string path)
    {
        Page page = Page.All.Single(page => page.Path == path);
        string rule = Path.GetFileNameWithoutExtension(path);
        string[] wrong = [.. page.CSharpBelow("Wrong")];
        string[] right = [.. page.CSharpBelow("Right")];

        Assert.IsNotEmpty(wrong);
        Assert.IsNotEmpty(right);
        foreach (string code in wrong)
        {
            Assert.AreEqual(rule, string.Join(' ', (await Analyzed.Find(Whole(code))).Distinct()), code);
        }

        foreach (string code in right)
        {
            Assert.AreEqual(string.Empty, string.Join(' ', await Analyzed.Find(Whole(code))), code);
        }
    }

    // The code of a page is a class, or statements, which use what is here.
    private static string Whole(string code) => OrleansStandIn.Usings + Surrounded(code) + OrleansStandIn.Source;

    private static string Surrounded(string code) => code.StartsWith("class ", StringComparison.Ordinal)
        ? $$"""
            {{code}}
            partial class Elsewhere
            {
                internal static int ReadLimit() => 1;
            }
            """
            .Replace("ReadLimit()", "Elsewhere.ReadLimit()", StringComparison.Ordinal)
            .Replace("Elsewhere.ReadLimit() =>", "ReadLimit() =>", StringComparison.Ordinal)
            + "static class Sieve { internal static void Run(int limit, Action<int> found) => found(limit); }"
        : $$"""
            class Program
            {
                private readonly object _gate = new();
                private int _total;

                private static Task<int> Fetch() => Task.FromResult(1);

                void Use(StreamReader reader, System.Net.Http.HttpClient client)
                {
                    {{code}}
                }
            }
            """;
}
