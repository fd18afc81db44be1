using System.Net;
using System.Text.RegularExpressions;

namespace Baton.Tests;

/// <summary>The examples in the library's documentation comments.</summary>
internal static partial class MemberExamples
{
    /// <summary>Each with its output. Its page is the source file.</summary>
    internal static IReadOnlyList<PageSample> All { get; } =
    [
        .. SourceTree.Of("Runtime").SelectMany(file => Example().Matches(file.Text).Select(match => new PageSample(
            file.Path, match.Groups["name"].Value, Plain(match.Groups["code"].Value), Plain(match.Groups["output"].Value)))),
    ];

    /// <summary>How many examples there are, marked as a sample or not.</summary>
    internal static int Count => SourceTree.Of("Runtime").Sum(file => AnyExample().Count(file.Text));

    private static string Plain(string comment) => WebUtility.HtmlDecode(Margin().Replace(comment, string.Empty));

    [GeneratedRegex(
        @"/// <!-- sample: (?<name>\w+) -->\n */// <code>\n(?<code>.*?) */// </code>\n" +
        @"( */// Prints:\n */// <code>\n(?<output>.*?) */// </code>\n)?",
        RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("/// <example>")]
    private static partial Regex AnyExample();

    [GeneratedRegex("^ */// ?", RegexOptions.Multiline)]
    private static partial Regex Margin();
}
