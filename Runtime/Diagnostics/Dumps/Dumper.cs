using System.Diagnostics;

namespace Baton;

/// <summary>Makes one dump, on the calling thread.</summary>
internal static class Dumper
{
    /// <summary>Looks, searches, takes photos, and writes.</summary>
    /// <exception cref="OperationCanceledException">The token has fired. What was written stays.</exception>
    internal static void Write(TextWriter writer, DumpOptions options, CancellationToken token)
    {
        long begin = Stopwatch.GetTimestamp();
        ProcessLook look = ProcessLook.Take(options);
        IReadOnlyList<Finding> findings = options.Findings ? FindingSearch.Find(look, options) : [];
        FindingReports.Tell(findings);
        switch (options.Format)
        {
            case DumpFormat.Text:
                new TextDump(look, findings, options, writer).Write(token);
                break;
            case DumpFormat.Json:
                new JsonDump(look, findings, options, writer).Write(token);
                break;
            default:
                GraphDump.Write(look, options, writer, token);
                break;
        }

        Telemetry.Dumped(Stopwatch.GetElapsedTime(begin));
    }
}
