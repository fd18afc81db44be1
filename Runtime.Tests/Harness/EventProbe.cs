using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>Listens to the event source <c>Baton</c>.</summary>
internal sealed class EventProbe : EventListener
{
    private readonly ConcurrentQueue<(string Name, IReadOnlyList<object?> Payload)> _events = new();

    internal EventProbe(EventLevel level, string? counterInterval = null)
    {
        Dictionary<string, string?> arguments = counterInterval is null ? [] : new() { ["EventCounterIntervalSec"] = counterInterval };
        EnableEvents(BatonEventSource.Log, level, EventKeywords.All, arguments);
    }

    /// <summary>Called on the thread that the event happened on, before it is counted here.</summary>
    internal Action<string, IReadOnlyList<object?>>? OnEvent { get; set; }

    /// <summary>How many events of that name the whole process has told.</summary>
    internal int Count(string name) => _events.Count(e => e.Name == name);

    /// <summary>How many of them are about that: a pool by its name, for one.</summary>
    internal int Count(string name, string about) => _events.Count(e => e.Name == name && e.Payload[0] is string first && first == about);

    internal IReadOnlyList<object?> Payload(string name) => _events.Last(e => e.Name == name).Payload;

    /// <summary>All payloads of an event, in the order of arrival.</summary>
    internal IReadOnlyList<IReadOnlyList<object?>> Payloads(string name) => [.. _events.Where(e => e.Name == name).Select(e => e.Payload)];

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        string name = eventData.EventName ?? string.Empty;
        IReadOnlyList<object?> payload = eventData.Payload is { } values ? [.. values] : [];
        OnEvent?.Invoke(name, payload);
        _events.Enqueue((name, payload));
    }
}
