using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Baton.Tests;

/// <summary>Listens to chosen instruments of the meter <c>Baton</c>, and keeps every measurement with the pool it is of.</summary>
internal sealed class MeterProbe : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Instrument, string? Pool), long> _last = new();
    private readonly ConcurrentDictionary<string, string?> _published = new();

    internal MeterProbe(params string[] instruments)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Baton")
            {
                _published[instrument.Name] = instrument.Unit;
                if (instruments.Contains(instrument.Name))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            OnMeasurement?.Invoke(instrument.Name);
            _last.AddOrUpdate((instrument.Name, PoolOf(tags)), value, (_, sum) => sum + value);
        });
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => _last[(instrument.Name, PoolOf(tags))] = value);
        _listener.Start();
    }

    /// <summary>Called on the thread that measures, first.</summary>
    internal Action<string>? OnMeasurement { get; set; }

    /// <summary>All instruments of the meter, each with its unit.</summary>
    internal IReadOnlyDictionary<string, string?> Published => _published;

    /// <summary>A counter's sum, or a gauge's last value.</summary>
    internal long Value(string instrument, string? pool = null) => _last.GetValueOrDefault((instrument, pool));

    /// <summary>Asks the gauges.</summary>
    internal void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private static string? PoolOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag.Key == "baton.pool")
            {
                return (string?)tag.Value;
            }
        }

        return null;
    }
}
