using System.Reflection;
using System.Text.RegularExpressions;

namespace Baton.Tests;

/// <summary>The README's code is the code here, both ways, and prints what the README says it prints.</summary>
[TestClass]
public sealed partial class SampleTests : CoroutineTest
{
    private static readonly string s_readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));
    private static readonly Type[] s_samples = [.. typeof(SampleTests).Assembly.GetTypes().Where(type => type.Name.EndsWith("Samples", StringComparison.Ordinal))];
    private static readonly string s_code = string.Join('\n', typeof(SampleTests).Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(".sample", StringComparison.Ordinal)).Select(Read));

    private static Dictionary<string, (string Code, string Output)> InReadme { get; } = ReadmeBlock().Matches(s_readme)
        .ToDictionary(match => match.Groups["name"].Value, match => (match.Groups["code"].Value, match.Groups["output"].Value));

    private static Dictionary<string, string> InCode { get; } = CodeBlock().Matches(s_code)
        .ToDictionary(match => match.Groups["name"].Value, match => Dedent(match.Groups["code"].Value));

    public static IEnumerable<string> Names => InCode.Keys;

    [TestMethod]
    public void Readme_EveryCSharpBlock_IsASample() =>
        Assert.AreEqual(Regex.Count(s_readme, "^```csharp", RegexOptions.Multiline), InReadme.Count);

    [TestMethod]
    public void Samples_InReadmeAndInCode_AreTheSame()
    {
        string[] inReadme = [.. InReadme.Keys.Order()];
        string[] inCode = [.. InCode.Keys.Order()];

        Assert.AreSequenceEqual(inReadme, inCode);
        Assert.IsGreaterThan(3, inCode.Length);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Sample_InReadme_IsTheCodeHere(string name) => Assert.AreEqual(InReadme[name].Code, InCode[name]);

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task Sample_Run_PrintsWhatTheReadmeShows(string name)
    {
        MethodInfo? method = s_samples.Select(type => type.GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)).FirstOrDefault(found => found is not null);
        if (method is null)
        {
            Assert.AreEqual(string.Empty, InReadme[name].Output, "output is shown for a sample that does not run by itself");
            return;
        }

        TextWriter console = Console.Out;
        using StringWriter output = new() { NewLine = "\n" };
        Console.SetOut(output);
        try
        {
            await (method.Invoke(null, null) as Task ?? Task.CompletedTask);
        }
        finally
        {
            Console.SetOut(console);
        }

        Assert.AreEqual(InReadme[name].Output, output.ToString());
    }

    private static string Read(string resource)
    {
        using StreamReader reader = new(typeof(SampleTests).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    private static string Dedent(string code)
    {
        string[] lines = code.Split('\n');
        int indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indent..] : line));
    }

    [GeneratedRegex(@"<!-- sample: (?<name>\w+) -->\n```csharp\n(?<code>.*?)```\n(```text\n(?<output>.*?)```\n)?", RegexOptions.Singleline)]
    private static partial Regex ReadmeBlock();

    [GeneratedRegex(@"^ *// sample: (?<name>\w+)\n(?<code>.*?)^ *// end of sample\n", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();
}
