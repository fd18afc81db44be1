using System.Xml.Linq;

namespace Baton.Tests;

/// <summary>The examples that the library's documentation comments include.</summary>
internal static class MemberExamples
{
    private const string File = "Runtime/Examples.xml";

    /// <summary>Each with its output, which stands in a block of its own behind the code.</summary>
    internal static IReadOnlyList<PageSample> All { get; } =
    [
        .. XDocument.Load(Path.Combine(SourceTree.Root, File)).Descendants("example").Select(example =>
        {
            string[] blocks = [.. example.Elements("code").Select(code => code.Value.TrimStart('\n'))];
            return new PageSample(File, example.Attribute("name")!.Value, blocks[0], blocks[1]);
        }),
    ];
}
