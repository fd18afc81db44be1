using System.Reflection;
using System.Text.RegularExpressions;

namespace Baton.Tests;

/// <summary>The code of the page of clusters is the code here, both ways, and prints what the page says it prints.</summary>
[TestClass]
public sealed partial class ClusterPageTests
{
    private static readonly Page s_page = Page.All.Single(static page => page.Path == Page.OfOrleans);

    private static readonly Dictionary<string, string> s_inCode = Directory
        .EnumerateFiles(Path.Combine(SourceTree.Root, "Runtime.Tests.Orleans", "Samples"), "*.cs")
        .SelectMany(static file => CodeBlock().Matches(File.ReadAllText(file)))
        .ToDictionary(static match => match.Groups["name"].Value, static match => Dedent(match.Groups["code"].Value));

    public static IEnumerable<string> Names => s_page.Samples.Select(static sample => sample.Name);

    [TestMethod]
    public void Page_EachBlockOfCSharp_IsASampleHere()
    {
        Assert.AreEqual(s_page.Languages.Count(static language => language == "csharp"), s_page.Samples.Count());
        Assert.AreSequenceEqual(s_inCode.Keys.Order().ToArray(), Names.Order().ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task Sample_InPage_IsTheCodeHereAndPrintsWhatItShows(string name)
    {
        PageSample shown = s_page.Samples.Single(sample => sample.Name == name);
        MethodInfo? method = typeof(ClusterSamples).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic);
        TextWriter console = Console.Out;
        using StringWriter output = new() { NewLine = "\n" };
        Console.SetOut(output);
        try
        {
            await (method?.Invoke(null, null) as Task ?? Task.CompletedTask);
        }
        finally
        {
            Console.SetOut(console);
        }

        Assert.AreEqual(shown.Code, s_inCode[name]);
        Assert.AreEqual(shown.Output, output.ToString());
    }

    private static string Dedent(string code)
    {
        string[] lines = code.Split('\n');
        int indent = lines.Where(static line => line.Length > 0).Min(static line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indent..] : line));
    }

    [GeneratedRegex(@"^ *// sample: (?<name>\w+)\n(?<code>.*?)^ *// end of sample\n", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();
}
