using System.Text.Json;

namespace Baton.Tool;

/// <summary>
/// What a dump in JSON says, as far as tables show it. One object a line; kinds and members that are not known are skipped.
/// </summary>
internal sealed class ProcessView
{
    private readonly Dictionary<string, string> _schedulers = [];

    private ProcessView()
    {
    }

    /// <summary>About the process: its name, and how it is. Empty: the dump does not say.</summary>
    internal string Title { get; private set; } = string.Empty;

    internal List<MemberRow> Members { get; } = [];

    /// <summary>What was found, the gravest first.</summary>
    internal List<FindingRow> Findings { get; } = [];

    internal List<string> Pools { get; } = [];

    /// <summary>Has the dump its end?</summary>
    internal bool IsWhole { get; private set; }

    internal string NameOf(string scheduler) => _schedulers.GetValueOrDefault(scheduler, scheduler);

    internal static ProcessView Parse(string dump)
    {
        ProcessView view = new();
        foreach (string line in dump.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(line);
                view.Add(document.RootElement);
            }
            catch (JsonException)
            {
                // the last line of a dump that is cut off
            }
        }

        return view;
    }

    private void Add(JsonElement line)
    {
        switch (TextOf(line, "kind"))
        {
            case "dump":
                Title = $"{TextOf(line, "process") ?? "process"} ({NumberOf(line, "processId")}), Baton {TextOf(line, "library")}, " +
                    $"up {Words.Of(TimeSpan.FromMilliseconds(NumberOf(line, "uptimeMs") ?? 0))}";
                break;
            case "pool":
                string most = NumberOf(line, "max") is { } max ? $" of {max} threads"
                    : NumberOf(line, "live") == 1 ? " thread" : " threads";
                Pools.Add(
                    $"{TextOf(line, "name")}: {NumberOf(line, "live")}{most}, {NumberOf(line, "idle")} idle, " +
                    $"{NumberOf(line, "queued")} in line");
                break;
            case "scheduler" when TextOf(line, "key") is { } key:
                _schedulers[key] = TextOf(line, "name") ?? key;
                break;
            case "member" when TextOf(line, "key") is { } key:
                Members.Add(MemberOf(line, key));
                break;
            case "finding":
                Findings.Add(new FindingRow(TextOf(line, "level") ?? string.Empty, TextOf(line, "text") ?? string.Empty));
                break;
            case "end":
                IsWhole = true;
                break;
        }
    }

    private static MemberRow MemberOf(JsonElement line, string key)
    {
        JsonElement? wait = line.TryGetProperty("wait", out JsonElement found) && found.ValueKind == JsonValueKind.Object ? found : null;
        string? type = TextOf(line, "type");
        long? milliseconds = wait is { } one ? NumberOf(one, "ms") : type == "work" ? NumberOf(line, "ageMs") : null;
        return new MemberRow(
            key,
            type ?? string.Empty,
            TextOf(line, "name") ?? string.Empty,
            TextOf(line, "status") ?? string.Empty,
            milliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
            TextOf(line, "scheduler"),
            wait is { } what ? TextOf(what, "text") ?? string.Empty : string.Empty);
    }

    private static string? TextOf(JsonElement line, string name) =>
        line.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? NumberOf(JsonElement line, string name) =>
        line.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? (long)value.GetDouble() : null;
}
