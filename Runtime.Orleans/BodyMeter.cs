using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Orleans;

/// <summary>Instruments of bodies, by type of grain, in the meter <c>Baton</c>. Any thread.</summary>
internal sealed class BodyMeter : IDisposable
{
    internal const string GrainTypeTag = "baton.grain.type";
    internal const string Succeeded = "succeeded";
    internal const string Failed = "failed";
    internal const string Canceled = "canceled";
    internal const string Refused = "refused";
    internal const string Stopped = "stopped";

    private const string OutcomeTag = "baton.body.outcome";

    private readonly Meter _meter;
    private readonly UpDownCounter<int> _live;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _turns;

    public BodyMeter(IServiceProvider services)
    {
        _meter = services.GetService<IMeterFactory>()?.Create("Baton") ?? new Meter("Baton");
        _live = _meter.CreateUpDownCounter<int>(
            "baton.grain.bodies.live", "{body}", "Bodies of grains that run or wait for a thread.");
        _duration = _meter.CreateHistogram<double>(
            "baton.grain.body.duration", "s", "How long bodies of grains took, their wait for a thread included, by how they ended.");
        _turns = _meter.CreateCounter<long>("baton.grain.turns", "{turn}", "Turns of their grains that bodies asked for.");
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>A body begins.</summary>
    /// <returns>For <see cref="End"/>.</returns>
    internal long Begin(KeyValuePair<string, object?> grainType)
    {
        _live.Add(1, grainType);
        return TimeProvider.System.GetTimestamp();
    }

    /// <summary>A body has ended, or was refused.</summary>
    internal void End(KeyValuePair<string, object?> grainType, string outcome, long begin)
    {
        _live.Add(-1, grainType);
        if (_duration.Enabled)
        {
            _duration.Record(TimeProvider.System.GetElapsedTime(begin).TotalSeconds, grainType, new(OutcomeTag, outcome));
        }
    }

    internal void CountTurn(KeyValuePair<string, object?> grainType) => _turns.Add(1, grainType);
}
