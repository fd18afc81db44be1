using System.Reflection;
using System.Text.RegularExpressions;

namespace Baton.Tests;

/// <summary>The code of all pages and of the members' examples is the code here, both ways, and prints what they say it prints.</summary>
[TestClass]
public sealed partial class SampleTests : CoroutineTest
{
    private static readonly Type[] s_samples =
        [.. typeof(SampleTests).Assembly.GetTypes().Where(type => type.Name.EndsWith("Samples", StringComparison.Ordinal))];

    private static readonly string s_code = string.Join('\n', typeof(SampleTests).Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(".sample", StringComparison.Ordinal)).Select(Read));

    private static readonly PageSample[] s_shown =
    [
        .. Page.All.Where(page => page.Path != Page.OfOrleans).SelectMany(page => page.Samples),
        .. MemberExamples.All,
    ];

    private static Dictionary<string, string> InCode { get; } = CodeBlock().Matches(s_code)
        .ToDictionary(match => match.Groups["name"].Value, match => Dedent(match.Groups["code"].Value));

    public static IEnumerable<string> Names => InCode.Keys;

    public static IEnumerable<object[]> Shown => s_shown.Select(shown => new object[] { shown.Page, shown.Name });

    public static IEnumerable<string> Paths => Page.All.Where(page => !page.IsOfARule).Select(page => page.Path);

    [TestMethod]
    [DynamicData(nameof(Paths))]
    public void Page_EachBlockOfCSharp_IsASample(string path)
    {
        Page page = Page.All.Single(page => page.Path == path);

        Assert.AreEqual(page.Languages.Count(language => language == "csharp"), page.Samples.Count());
    }

    [TestMethod]
    public void Samples_InPagesAndInCode_AreTheSame()
    {
        string[] inPages = [.. s_shown.Select(shown => shown.Name).Distinct().Order()];
        string[] inCode = [.. InCode.Keys.Order()];

        Assert.AreSequenceEqual(inPages, inCode);
        Assert.IsGreaterThan(3, inCode.Length);
    }

    [TestMethod]
    [DynamicData(nameof(Shown))]
    public void Sample_InPage_IsTheCodeHere(string page, string name) =>
        Assert.AreEqual(s_shown.First(shown => shown.Page == page && shown.Name == name).Code, InCode[name]);

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task Sample_Run_PrintsWhatThePagesShow(string name)
    {
        string shown = s_shown.Where(shown => shown.Name == name).Select(shown => shown.Output).Distinct().Single();
        MethodInfo? method = Find(name);
        if (method is null || method.GetParameters().Length > 0)
        {
            Assert.AreEqual(string.Empty, shown, "output is shown for a sample that does not run by itself");
            return;
        }

        if (SeesTheProcess(method))
        {
            ChildProcess.Result result = await ChildProcess.RunAsync(nameof(RunSample), name);
            Assert.AreEqual(shown, result.Output.ReplaceLineEndings("\n"), $"{result}");
            return;
        }

        TextWriter console = Console.Out;
        using StringWriter output = new() { NewLine = "\n" };
        Console.SetOut(output);
        try
        {
            await RunAsync(method);
        }
        finally
        {
            Console.SetOut(console);
        }

        Assert.AreEqual(shown, output.ToString());
    }

    [ChildScenario]
    internal static int RunSample(string[] arguments)
    {
        RunAsync(Find(arguments[0])!).GetAwaiter().GetResult();
        return 0;
    }

    private static MethodInfo? Find(string name) => s_samples
        .Select(type => type.GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)).SingleOrDefault(one => one is not null);

    // Such a sample has a process of its own: it must not see what other tests have left behind.
    private static bool SeesTheProcess(MethodInfo sample) =>
        sample.DeclaringType == typeof(SeeingGuideSamples) || sample.Name == nameof(GuideSamples.ListenToWarnings);

    private static Task RunAsync(MethodInfo sample) => sample.Invoke(null, null) as Task ?? Task.CompletedTask;

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

    [GeneratedRegex(@"^ *// sample: (?<name>\w+)\n(?<code>.*?)^ *// end of sample\n", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();
}
