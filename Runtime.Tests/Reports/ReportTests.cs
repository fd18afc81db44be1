using System.Diagnostics;
using System.Xml.Linq;
using Baton.Stress;

namespace Baton.Tests;

/// <summary>The pages that <c>Stress</c> writes of its runs.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ReportTests
{
    private static readonly string[] s_outside = // elements that run something, or bring something from elsewhere
        ["script", "link", "img", "image", "iframe", "object", "embed", "foreignObject", "use"];

    private static readonly (string, Comparison)[] s_rows =
    [
        ("tight", new Comparison("resume <&> suspend", "spinning", "ns", 2, Medians.Of([(10, 8), (12, 8), (11, 9)]))),
        ("tight", new Comparison("allocated", string.Empty, "bytes", 0, Medians.Of([(0, 1), (0, 1), (0, 1)]))),
        ("memory", new Comparison("time", "threads", "ms", 0.5, Medians.Of([(30, 10)]))),
        ("memory", new Comparison("no ratio", "nothing", "ms", 1, Medians.Of([(0, 0)]))),
    ];

    private static readonly ScenarioResult s_held = new("pull", 3, 1.5, [new CheckResult("order kept", 30, 0)], []);

    private static readonly ScenarioResult s_failed = new(
        "queues", 7, 2.5, [new CheckResult("none lost", 70, 1)], [new Failure("none lost", 6, "expected 2, was \u0001 < 1")]);

    private static readonly ProcessSample[] s_samples = [new("alone", 0, 9, 80), new("alone", 0.25, 30, 95), new("other", 0.3, 12, 60)];

    public static IEnumerable<object[]> Pages =>
    [
        ["bench", BenchPage.Of(s_rows, 3).ToString()],
        ["bench of nothing", BenchPage.Of([], 3).ToString()],
        ["stress", StressPage.Of(new StressReport(42, 60, [s_held, s_failed]), s_samples).ToString()],
        ["stress of nothing", StressPage.Of(new StressReport(42, 60, []), []).ToString()],
        ["soak", StressPage.OfSoak(42, "2 rounds", [(43, s_failed)], s_samples).ToString()],
    ];

    [TestMethod]
    [DynamicData(nameof(Pages))]
    public void Page_EachElement_IsWellFormedAndRefersToNothingOutside(string page, string html)
    {
        XElement root = XDocument.Parse(html).Root!;

        XAttribute[] attributes = [.. root.DescendantsAndSelf().Attributes().Where(attribute => !attribute.IsNamespaceDeclaration)];
        string[] ids = [.. attributes.Where(attribute => attribute.Name == "id").Select(attribute => attribute.Value)];
        Assert.StartsWith("<!DOCTYPE html>", html, page);
        Findings.AreNone(root.Descendants().Select(element => element.Name.LocalName)
            .Intersect(s_outside));
        Findings.AreNone(attributes.Where(attribute => attribute.Name.LocalName is "src" or "href" or "data" or "srcset")
            .Select(attribute => attribute.ToString()));
        Findings.AreNone(attributes.Select(attribute => attribute.Value).Where(value => value.Contains("://", StringComparison.Ordinal)
            || (value.Contains("url(", StringComparison.Ordinal) && !ids.Any(id => value == $"url(#{id})"))));
        Findings.AreNone(root.Descendants(HtmlReport.Html + "style").Select(style => style.Value)
            .Where(style => style.Contains("url(", StringComparison.Ordinal) || style.Contains("@import", StringComparison.Ordinal)));
        Assert.HasCount(ids.Distinct().Count(), ids);
    }

    [TestMethod]
    public void Page_OnASmallScreen_ScrollsWhatIsWideAndShrinksNoPlot()
    {
        XElement head = XDocument.Parse(BenchPage.Of(s_rows, 3).ToString()).Root!.Element(HtmlReport.Html + "head")!;

        string style = head.Element(HtmlReport.Html + "style")!.Value;
        string small = style[style.IndexOf("@media (max-width", StringComparison.Ordinal)..];
        Assert.Contains("width=device-width", head.Elements(HtmlReport.Html + "meta").Select(meta => meta.Attribute("content")?.Value));
        Assert.Contains("svg { max-width: none; }", small);
        Assert.HasCount(3, small.Split("overflow-x: auto"));
    }

    [TestMethod]
    [DynamicData(nameof(Pages))]
    public void Page_Head_SaysWhatWasRunWhenAndWhere(string page, string html)
    {
        XElement root = XDocument.Parse(html).Root!;

        string[] facts = [.. root.Descendants(HtmlReport.Html + "table").First().Descendants(HtmlReport.Html + "tr").Skip(1)
            .Select(row => row.Elements().First().Value)];
        Assert.StartsWith("Baton: ", root.Descendants(HtmlReport.Html + "h1").Single().Value, page);
        Assert.IsTrue(facts.Any(fact => fact is "Seed" or "First seed"));
        Assert.Contains("Written", facts);
        Assert.Contains("Machine", facts);
        Assert.Contains("Framework", facts);
        Assert.Contains("Command", facts);
    }

    [TestMethod]
    public void BenchPage_EachRow_IsInATableAndMissedOnesAreMarked()
    {
        XElement[] rows = RowsOf(BenchPage.Of(s_rows, 3));

        foreach ((_, Comparison comparison) in s_rows)
        {
            XElement row = rows.Single(row => row.Elements().Select(cell => cell.Value).SequenceEqual(comparison.Cells));
            Assert.AreEqual(comparison.Holds ? null : "bad", row.Attribute("class")?.Value, comparison.Name);
        }
    }

    [TestMethod]
    public void BenchPage_EachGroup_HasItsFigures()
    {
        XElement root = XDocument.Parse(BenchPage.Of(s_rows, 3).ToString()).Root!;

        string[] labels = [.. root.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
        Assert.HasCount(4, root.Descendants(HtmlReport.Html + "figure")); // ratios; ns and bytes; ms
        Assert.Contains("resume <&> suspend / spinning", labels);
        Assert.Contains("time / threads", labels);
    }

    [TestMethod]
    public void StressPage_EachScenarioCheckAndFailure_IsInATable()
    {
        string[] rows = [.. RowsOf(StressPage.Of(new StressReport(42, 60, [s_held, s_failed]), s_samples))
            .Select(row => string.Join('|', row.Elements().Select(cell => cell.Value)))];

        Assert.Contains("pull|3|30|1.5|held", rows);
        Assert.Contains("queues|7|70|2.5|FAILED", rows);
        Assert.Contains("pull|order kept|30|0", rows);
        Assert.Contains("queues|none lost|70|1", rows);
        Assert.Contains("queues|42|6|none lost|expected 2, was \uFFFD < 1", rows);
    }

    [TestMethod]
    public void SoakPage_EachFailure_IsInATableWithItsOwnSeed()
    {
        string[] rows = [.. RowsOf(StressPage.OfSoak(42, "2 rounds", [(43, s_failed)], s_samples))
            .Select(row => string.Join('|', row.Elements().Select(cell => cell.Value)))];

        Assert.Contains("queues|43|6|none lost|expected 2, was \uFFFD < 1", rows);
        Assert.Contains("So far|2 rounds", rows);
    }

    [TestMethod]
    public void Samples_OfALongRun_StayFewAndKeepTheFirst()
    {
        ProcessSamples samples = new();

        for (int second = 0; second < 10_000; second++)
        {
            samples.Add(new ProcessSample("alone", second, 1, 1));
        }

        Assert.IsLessThan(2_000, samples.All.Count);
        Assert.AreEqual(0, samples.All[0].Seconds);
        Assert.AreSequenceEqual(samples.All.OrderBy(sample => sample.Seconds).ToArray(), samples.All.ToArray());
    }

    [TestMethod]
    public void Watch_AProcess_SeesItsThreads()
    {
        ProcessSamples samples = new();
        using Process self = Process.GetCurrentProcess();

        using (samples.Watch(self, "self"))
        {
            Assert.IsTrue(SpinWait.SpinUntil(() => samples.All.Count > 0, TimeSpan.FromSeconds(30)));
        }

        Assert.AreEqual("self", samples.All[0].Kind);
        Assert.IsGreaterThan(1, samples.All[0].Threads);
        Assert.IsGreaterThan(1, samples.All[0].Megabytes);
    }

    private static XElement[] RowsOf(HtmlReport page) => [.. XDocument.Parse(page.ToString()).Descendants(HtmlReport.Html + "tr")];
}
