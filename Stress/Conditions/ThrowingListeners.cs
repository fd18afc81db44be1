using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;

namespace Baton.Stress;

/// <summary>Listens to all that the library tells, and throws each time.</summary>
internal sealed class ThrowingListeners : IDisposable
{
    private readonly MeterListener _meters = new();
    private readonly Events _events = new();

    private ThrowingListeners()
    {
        _meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Baton")
            {
                listener.EnableMeasurementEvents(instrument);
                throw new ScenarioException(0);
            }
        };
        _meters.SetMeasurementEventCallback<long>(static (_, _, _, _) => throw new ScenarioException(0));
        _meters.SetMeasurementEventCallback<double>(static (_, _, _, _) => throw new ScenarioException(0));
        _meters.Start();
    }

    internal static IDisposable Begin() => new ThrowingListeners();

    public void Dispose()
    {
        _meters.Dispose();
        _events.Dispose();
    }

    private sealed class Events : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Baton")
            {
                EnableEvents(eventSource, EventLevel.Verbose);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) => throw new ScenarioException(0);
    }
}
