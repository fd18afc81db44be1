using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using ScottPlot;

namespace Baton.Stress;

/// <summary>One page with all in it: no script, and nothing from elsewhere. It is HTML and XML at once. One thread.</summary>
internal sealed class HtmlReport
{
    private const string Style = """
        :root { color-scheme: light dark; }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem;
          background: Canvas; color: CanvasText; }
        table { border-collapse: collapse; margin: 1rem 0; }
        th, td { padding: .2rem .7rem; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent);
          text-align: left; vertical-align: top; }
        td { font-variant-numeric: tabular-nums; white-space: pre-wrap; overflow-wrap: anywhere; }
        figure { margin: 1.5rem 0; }
        svg { max-width: 100%; height: auto; }
        @media (max-width: 60rem) {
          table { display: block; max-width: 100%; overflow-x: auto; }
          th, td { min-width: 4rem; overflow-wrap: break-word; }
          figure { margin: 1.5rem 0; overflow-x: auto; }
          svg { max-width: none; }
        }
        .bad { font-weight: bold; color: light-dark(#b00020, #ff8a80); }
        """;

    internal static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";

    private static readonly Lock s_writing = new(); // a run and its interruption may both write the file

    private readonly string _title;
    private readonly XElement _body;
    private int _figures;

    /// <param name="title">What was run.</param>
    /// <param name="facts">Of the run. The date and the machine come by themselves.</param>
    internal HtmlReport(string title, IEnumerable<(string Name, string Value)> facts)
    {
        _title = title;
        _body = new XElement(Html + "body", new XElement(Html + "h1", title));
        Table(["Run", ""], [.. facts.Concat(Machine()).Select(fact => new[] { fact.Name, fact.Value })]);
    }

    internal void Heading(string text) => _body.Add(new XElement(Html + "h2", text));

    internal void Text(string text, bool isBad = false) =>
        _body.Add(new XElement(Html + "p", isBad ? new XAttribute("class", "bad") : null, text));

    /// <param name="head">The columns.</param>
    /// <param name="rows">The cells of each row.</param>
    /// <param name="isBad">Which rows are marked. Null: none.</param>
    internal void Table(IReadOnlyList<string> head, IReadOnlyList<IReadOnlyList<string>> rows, Func<int, bool>? isBad = null) => _body.Add(
        new XElement(
            Html + "table",
            new XElement(Html + "thead", new XElement(Html + "tr", head.Select(cell => new XElement(Html + "th", cell)))),
            new XElement(Html + "tbody", rows.Select((row, index) => new XElement(
                Html + "tr",
                isBad?.Invoke(index) == true ? new XAttribute("class", "bad") : null,
                row.Select(cell => new XElement(Html + "td", Printable(cell))))))));

    internal void Figure(string caption, Plot plot, int height) => _body.Add(new XElement(
        Html + "figure", InlineSvg.Of(plot, height, $"f{++_figures}"), new XElement(Html + "figcaption", caption)));

    internal void Write(FileInfo file)
    {
        lock (s_writing)
        {
            File.WriteAllText(file.FullName, ToString());
        }
    }

    public override string ToString() => "<!DOCTYPE html>\n" + new XElement(
        Html + "html",
        new XAttribute("lang", "en"),
        new XElement(
            Html + "head",
            new XElement(Html + "meta", new XAttribute("charset", "utf-8")),
            new XElement(Html + "meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width")),
            new XElement(Html + "title", _title),
            new XElement(Html + "style", Style)),
        _body).ToString(SaveOptions.DisableFormatting) + "\n";

    private static IEnumerable<(string Name, string Value)> Machine() =>
    [
        ("Written", DateTimeOffset.Now.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)),
        ("Machine", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} processors, " +
            $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20:N0} MB"),
        ("Framework", RuntimeInformation.FrameworkDescription),
        ("Command", string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Prepend("Stress"))),
    ];

    // What an exception's message has may be more than XML can hold.
    private static string Printable(string text) =>
        new([.. text.Select(c => System.Xml.XmlConvert.IsXmlChar(c) ? c : '\uFFFD')]);
}
