using System.Globalization;
using System.Xml.Linq;
using ScottPlot;

namespace Baton.Stress;

/// <summary>A plot as an element of a page, in the page's colour, light or dark.</summary>
internal static class InlineSvg
{
    private const int Width = 940;

    private const int RightMargin = 40; // in pixels: half of the last number of the axis, whole

    private static readonly Color s_ink = Color.FromHex("#010203"); // becomes the page's own

    /// <param name="plot">What is drawn.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="prefix">Of its ids, which must differ from those of the page's other plots.</param>
    internal static XElement Of(Plot plot, int height, string prefix)
    {
        plot.FigureBackground.Color = Colors.Transparent;
        plot.DataBackground.Color = Colors.Transparent;
        plot.Axes.Color(s_ink);
        plot.Grid.MajorLineColor = s_ink.WithAlpha(0.15);
        plot.Legend.BackgroundColor = Colors.Transparent;
        plot.Legend.OutlineColor = Colors.Transparent;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.FontColor = s_ink;
        plot.Axes.Right.MinimumSize = RightMargin;
        XElement svg = XElement.Parse(plot.GetSvgXml(Width, height));
        string box = string.Create(CultureInfo.InvariantCulture, $"0 0 {Width} {height}");
        svg.Add(new XAttribute("viewBox", box), new XAttribute("role", "img"));
        foreach (XElement element in svg.DescendantsAndSelf())
        {
            foreach (XAttribute attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
            {
                attribute.Value = Adapted(attribute, prefix);
            }

            if (element.Name.LocalName == "text")
            {
                element.Value = element.Value.Trim();
            }
        }

        return svg;
    }

    private static string Adapted(XAttribute attribute, string prefix) => attribute.Name.LocalName switch
    {
        "id" => prefix + attribute.Value,
        "clip-path" => attribute.Value.Replace("url(#", $"url(#{prefix}", StringComparison.Ordinal),
        "fill" or "stroke" when attribute.Value.Equals("#010203", StringComparison.OrdinalIgnoreCase) => "currentColor",
        "x" or "y" => attribute.Value.TrimEnd(' ', ','), // a list of the letters' positions ends with a comma
        _ => attribute.Value,
    };
}
