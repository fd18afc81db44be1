using System.Diagnostics;
using Spectre.Console;

namespace Baton.Stress;

/// <summary>
/// Compares this build with another that was kept, in turn, a process a sample. A row that a busy machine has blurred gets no verdict.
/// </summary>
internal static class AgainstBuild
{
    private const string Program = "Baton.Stress.dll";

    /// <summary>Where the other build's program is: in the folder, or where a build puts it in a clone. Null: nowhere there.</summary>
    internal static string? FindProgram(DirectoryInfo folder) => new[]
    {
        Path.Combine(folder.FullName, Program),
        Path.Combine(folder.FullName, "Stress", "bin", "Release", "net10.0", Program),
    }.FirstOrDefault(File.Exists);

    /// <summary>Takes the samples, and shows the table.</summary>
    /// <param name="console">Where it is shown.</param>
    /// <param name="program">The other build's.</param>
    /// <param name="samples">Of each build.</param>
    /// <param name="arguments">For both.</param>
    internal static int Run(IAnsiConsole console, string program, int samples, string[] arguments)
    {
        List<Sample> these = [];
        List<Sample> others = [];
        using Interruption interruption = new(Report);
        for (int i = 0; i < samples; i++)
        {
            // In the order A B, B A: what drifts moves both.
            (string Path, List<Sample> Into)[] turn = [(typeof(AgainstBuild).Assembly.Location, these), (program, others)];
            foreach ((string path, List<Sample> into) in i % 2 == 0 ? turn : turn.Reverse())
            {
                if (Take(path, arguments) is not { } sample)
                {
                    Console.Error.WriteLine($"--against: {path} has given no sample. A build from before this option cannot.");
                    return ExitCode.Usage;
                }

                lock (these)
                {
                    into.Add(sample);
                }
            }

            console.MarkupLineInterpolated($"sample {i + 1} of {samples}");
        }

        Report();
        return ExitCode.Held;

        // Also beside the run, when it is interrupted.
        void Report()
        {
            lock (these)
            {
                Show(console, BuildRow.Of(these, others));
            }
        }
    }

    private static Sample? Take(string program, string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [program, "bench", "--sample", .. arguments])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        Pin(process);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return Sample.Parse(output);
    }

    // To two processors: a thread that moves measures the move.
    private static void Pin(Process process)
    {
        try
        {
            if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
            {
                nint all = process.ProcessorAffinity;
                nint first = all & -all;
                nint rest = all & ~first;
                process.ProcessorAffinity = first | (rest & -rest);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or NotSupportedException)
        {
            // it has ended, or the system does not let us
        }
    }

    private static void Show(IAnsiConsole console, IReadOnlyList<BuildRow> rows)
    {
        Table table = new Table().Border(console.Profile.Out.IsTerminal ? TableBorder.Ascii2 : TableBorder.Markdown)
            .AddColumn("Measured")
            .AddColumn(new TableColumn("This build").RightAligned())
            .AddColumn(new TableColumn("Other build").RightAligned())
            .AddColumn(new TableColumn("Ratio").RightAligned())
            .AddColumn(new TableColumn("Samples").RightAligned())
            .AddColumn("Verdict");
        foreach (BuildRow row in rows)
        {
            table.AddRow(
                new Text(row.Name),
                new Text(Figure(row.This, row.Unit)),
                new Text(Figure(row.Other, row.Unit)),
                new Text($"{row.Ratio:N2}"),
                new Text($"{row.This.Count}, {row.Other.Count}"),
                new Text(row.Verdict));
        }

        console.Write(table);
    }

    private static string Figure(IReadOnlyList<double> samples, string unit) =>
        samples.Count == 0 ? string.Empty : $"{Sample.Quartile(samples):N1} {unit}";
}
