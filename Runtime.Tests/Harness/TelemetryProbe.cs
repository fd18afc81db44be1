using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Baton.Tests;

/// <summary>Listens to the meter <c>Baton</c> and adds up what its counters report.</summary>
internal sealed class TelemetryProbe : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _totals = new();

    internal TelemetryProbe()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // not the resumes: those cost the hot path, and would be on in every test
            if (instrument.Meter.Name == "Baton" && instrument.Name != "baton.coroutines.resumes")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(
            (instrument, value, _, _) => _totals.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => _totals[instrument.Name] = value);
        _listener.Start();
    }

    internal long Dropped => this["baton.coroutines.dropped"];

    internal long Quarantined => this["baton.coroutines.quarantined"];

    internal long Unobserved => this["baton.coroutines.unobserved_faults"];

    internal long this[string instrument] => _totals.GetValueOrDefault(instrument);

    /// <summary>Asks the gauges for their state now.</summary>
    internal void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();
}
