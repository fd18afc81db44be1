using System.Text.RegularExpressions;

namespace Baton.Tests;

/// <summary>A graph that was read back: each line must be one of those that its language has here.</summary>
internal sealed partial class GraphText
{
    internal List<string> Nodes { get; } = [];

    internal List<(string From, string To)> Edges { get; } = [];

    internal List<string> Red { get; } = [];

    internal static GraphText Parse(string text, DumpFormat format)
    {
        GraphText graph = new();
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        bool isDot = format == DumpFormat.Dot;
        Assert.AreEqual(isDot ? "digraph Baton {" : "flowchart LR", lines[0]);
        foreach (string line in lines.Skip(1))
        {
            graph.Read(line, isDot);
        }

        return graph;
    }

    private void Read(string line, bool isDot)
    {
        if ((isDot ? DotEdge() : MermaidEdge()).Match(line) is { Success: true } edge)
        {
            Edges.Add((edge.Groups[1].Value, edge.Groups[2].Value));
        }
        else if ((isDot ? DotNode() : MermaidNode()).Match(line) is { Success: true } node)
        {
            Nodes.Add(node.Groups[1].Value);
            if (isDot && line.Contains("color=red", StringComparison.Ordinal))
            {
                Red.Add(node.Groups[1].Value);
            }
        }
        else if (!isDot && line.StartsWith("class ", StringComparison.Ordinal))
        {
            Red.AddRange(line.Split(' ')[1].Split(','));
        }
        else
        {
            Assert.IsTrue(isDot ? line == "}" : line.StartsWith("classDef ", StringComparison.Ordinal), $"not understood: {line}");
        }
    }

    [GeneratedRegex("""^(\w+) -> (\w+) \[label="[^"]*"(, style=dashed)?\];$""")]
    private static partial Regex DotEdge();

    [GeneratedRegex("""^(\w+) \[label="[^"]*", shape=\w+(, color=red, fontcolor=red)?\];$""")]
    private static partial Regex DotNode();

    [GeneratedRegex("""^(\w+) (?:-->|-\.->)\|\w+\| (\w+)$""")]
    private static partial Regex MermaidEdge();

    [GeneratedRegex("""^(\w+)(?:\["[^"\[\]]*"\]|\(\["[^"\[\]]*"\]\))$""")]
    private static partial Regex MermaidNode();
}
