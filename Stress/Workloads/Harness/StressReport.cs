using System.Text.Json;

namespace Baton.Stress;

/// <summary>The whole run, as <c>--json</c> writes it.</summary>
internal sealed record StressReport(ulong Seed, int Seconds, IReadOnlyList<ScenarioResult> Scenarios)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public bool Passed => Scenarios.All(scenario => scenario.Passed);

    /// <summary>Null: the file has no report, since the process that was to write it has ended before that.</summary>
    internal static StressReport? TryRead(FileInfo file)
    {
        string text = File.ReadAllText(file.FullName);
        return text.Length == 0 ? null : JsonSerializer.Deserialize<StressReport>(text, s_json);
    }

    internal void Write(FileInfo file) => File.WriteAllText(file.FullName, JsonSerializer.Serialize(this, s_json) + Environment.NewLine);
}
