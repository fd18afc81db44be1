using System.Text.Json;

namespace Baton.Stress;

/// <summary>The whole run, as <c>--json</c> writes it.</summary>
internal sealed record StressReport(ulong Seed, int Seconds, IReadOnlyList<ScenarioResult> Scenarios)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public bool Passed => Scenarios.All(scenario => scenario.Passed);

    internal void Write(FileInfo file) => File.WriteAllText(file.FullName, JsonSerializer.Serialize(this, s_json) + Environment.NewLine);
}
