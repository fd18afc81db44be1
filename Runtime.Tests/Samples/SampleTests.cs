using System.Reflection;
using System.Text.RegularExpressions;

namespace Baton.Tests;

/// <summary>The code of the README and the guide is the code here, both ways, and prints what they say it prints.</summary>
[TestClass]
public sealed partial class SampleTests : CoroutineTest
{
    private static readonly string s_texts = string.Join(
        '\n', ((string[])["README.md", "docs/porting.md"]).Select(text => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, text))));

    private static readonly Type[] s_samples =
        [.. typeof(SampleTests).Assembly.GetTypes().Where(type => type.Name.EndsWith("Samples", StringComparison.Ordinal))];

    private static readonly string s_code = string.Join('\n', typeof(SampleTests).Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(".sample", StringComparison.Ordinal)).Select(Read));

    private static Dictionary<string, (string Code, string Output)> InTexts { get; } = TextBlock().Matches(s_texts)
        .ToDictionary(match => match.Groups["name"].Value, match => (match.Groups["code"].Value, match.Groups["output"].Value));

    private static Dictionary<string, string> InCode { get; } = CodeBlock().Matches(s_code)
        .ToDictionary(match => match.Groups["name"].Value, match => Dedent(match.Groups["code"].Value));

    public static IEnumerable<string> Names => InCode.Keys;

    [TestMethod]
    public void Texts_EveryCSharpBlock_IsASample() =>
        Assert.AreEqual(Regex.Count(s_texts, "^```csharp", RegexOptions.Multiline), InTexts.Count);

    [TestMethod]
    public void Samples_InTextsAndInCode_AreTheSame()
    {
        string[] inTexts = [.. InTexts.Keys.Order()];
        string[] inCode = [.. InCode.Keys.Order()];

        Assert.AreSequenceEqual(inTexts, inCode);
        Assert.IsGreaterThan(3, inCode.Length);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Sample_InTexts_IsTheCodeHere(string name) => Assert.AreEqual(InTexts[name].Code, InCode[name]);

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task Sample_Run_PrintsWhatTheTextShows(string name)
    {
        MethodInfo? method = s_samples.Select(type => type.GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic))
            .SingleOrDefault(one => one is not null);
        if (method is null || method.GetParameters().Length > 0)
        {
            Assert.AreEqual(string.Empty, InTexts[name].Output, "output is shown for a sample that does not run by itself");
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

        Assert.AreEqual(InTexts[name].Output, output.ToString());
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
    private static partial Regex TextBlock();

    [GeneratedRegex(@"^ *// sample: (?<name>\w+)\n(?<code>.*?)^ *// end of sample\n", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();
}
