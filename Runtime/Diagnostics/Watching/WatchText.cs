using System.Diagnostics;

namespace Baton;

/// <summary>What a watch tells, in words.</summary>
internal static class WatchText
{
    internal static void WriteToStandardError(WatchReport report) => Console.Error.Write(Of(report));

    internal static string Of(WatchReport report)
    {
        StringWriter text = new();
        if (report.Finding is { } finding)
        {
            text.WriteLine($"Baton: {finding.Level.ToString().ToUpperInvariant()}: {finding.Text.ReplaceLineEndings("\n  ")}");
        }
        else if (report.Member is { } member)
        {
            string time = member.Wait?.Duration is { } duration ? $", {Spans.Text(duration)}" : string.Empty;
            text.WriteLine($"Baton: {Keys.Named(member.Key, member.Name)} {member.Wait?.Text}{time}");
        }

        foreach (StackFrame frame in report.Stack?.GetFrames() ?? [])
        {
            text.WriteLine($"    {StackCall.Of(frame, withLines: false).Text}");
        }

        return text.ToString();
    }
}
