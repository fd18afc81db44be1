using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Baton.Stress;

/// <summary>Listens to the meter <c>Baton</c>: adds up its counters, and asks its gauges. Any thread.</summary>
internal sealed class MeterProbe : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counters = new();
    private readonly Dictionary<string, int> _gauges = []; // under _gate
    private readonly Lock _gate = new();

    internal MeterProbe()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Not the resumes: counting them would be part of every handoff, and change what is under stress.
            if (instrument.Meter.Name == "Baton" && instrument.Name != "baton.coroutines.resumes")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(
            (instrument, value, _, _) => _counters.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        _listener.SetMeasurementEventCallback<int>(
            (instrument, value, _, _) => _gauges[instrument.Name] = _gauges.GetValueOrDefault(instrument.Name) + value);
        _listener.Start();
    }

    internal long Dropped => Counter("baton.coroutines.dropped");

    internal long Quarantined => Counter("baton.coroutines.quarantined");

    internal long Unobserved => Counter("baton.coroutines.unobserved_faults");

    /// <summary>Coroutines that have a thread now, over all pools.</summary>
    internal int LiveCoroutines
    {
        get
        {
            lock (_gate)
            {
                _gauges.Clear();
                _listener.RecordObservableInstruments();
                return _gauges.GetValueOrDefault("baton.coroutines.live");
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private long Counter(string name) => _counters.GetValueOrDefault(name);
}
