using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>Asks for a dump as another process would, by the arguments of a session, and keeps its parts.</summary>
internal sealed class DumpListener : EventListener
{
    private readonly ConcurrentQueue<(string Name, object?[] Payload)> _events = new();

    internal DumpListener(params (string Name, string Value)[] arguments) => EnableEvents(
        BatonEventSource.Log,
        EventLevel.Informational,
        BatonEventSource.Keywords.Dump,
        arguments.ToDictionary(static argument => argument.Name, static argument => (string?)argument.Value));

    internal string Text => string.Concat(Parts);

    internal int LongestPart => Parts.Max(static part => part.Length);

    /// <summary>Why dumps could not be made.</summary>
    internal IEnumerable<string> Refusals =>
        _events.Where(static one => one.Name == "DumpFailed").Select(static one => (string)one.Payload[1]!);

    private IEnumerable<string> Parts => Own.Where(static one => one.Name == "DumpText").Select(static one => (string)one.Payload[2]!);

    // The end of a dump before may be repeated yet.
    private IEnumerable<(string Name, object?[] Payload)> Own =>
        _events.FirstOrDefault(static one => one.Name == "DumpText" && one.Payload[1] is 0) is { Payload: { } first }
            ? _events.Where(one => Equals(one.Payload[0], first[0])) : [];

    internal int Count(string name) => Own.Count(one => one.Name == name);

    internal object?[] Last(string name) => Own.Last(one => one.Name == name).Payload;

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName?.StartsWith("Dump", StringComparison.Ordinal) == true)
        {
            _events.Enqueue((eventData.EventName, [.. eventData.Payload!]));
        }
    }
}
