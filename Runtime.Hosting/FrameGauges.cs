using System.Diagnostics.Metrics;

namespace Baton.Hosting;

/// <summary>
/// Gauges of the frames of each scheduler, in the meter <c>Baton</c>. They are read when a listener asks: one look serves all gauges that
/// are asked for at that time.
/// </summary>
internal sealed class FrameGauges : IDisposable
{
    private const string SchedulerTag = "baton.scheduler";
    private const string StateTag = "baton.frame.state";

    private static readonly (MemberStatus Status, string Name)[] s_states =
    [
        (MemberStatus.Running, "running"),
        (MemberStatus.Ready, "ready"),
        (MemberStatus.Waiting, "waiting"),
        (MemberStatus.Blocked, "blocked"),
    ];

    private static readonly TimeSpan s_oneLook = TimeSpan.FromMilliseconds(500);

    private readonly HostedNames _names;
    private readonly Meter _meter;
    private readonly Lock _lock = new();
    private DiagnosticSnapshot? _last;  // under the lock; null: none yet
    private long _lookedAt;             // under the lock

    internal FrameGauges(HostedNames names, IMeterFactory? meters)
    {
        _names = names;
        _meter = meters?.Create("Baton") ?? new Meter("Baton");
    }

    /// <summary>Makes the gauges, once: when the host starts.</summary>
    internal void Start()
    {
        _meter.CreateObservableUpDownCounter(
            "baton.frames.live",
            CountFrames,
            "{frame}",
            "Frames that have begun and not ended, by what they do: they run, are ready, wait, or block their thread in other code.");
        _meter.CreateObservableGauge(
            "baton.schedulers.oldest_turn",
            OldestTurns,
            "s",
            "For how long, at least, the frame that has the baton has had it: since a look first found this turn; 0 when no frame has it.");
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> CountFrames()
    {
        DiagnosticSnapshot now = Look();
        ILookup<(string? Scheduler, MemberStatus Status), CoroutineInfo> frames = now.Members
            .Where(static member => member.Kind == MemberKind.Frame)
            .ToLookup(static member => (member.Scheduler, member.Status));
        return s_states.SelectMany(state => Schedulers(
            now,
            of => of.Sum(scheduler => frames[(scheduler.Key, state.Status)].Count()),
            new KeyValuePair<string, object?>(StateTag, state.Name)));
    }

    private IEnumerable<Measurement<double>> OldestTurns()
    {
        DiagnosticSnapshot now = Look();
        return Schedulers(now, static of => of.Max(static scheduler => scheduler.HeldFor)?.TotalSeconds ?? 0);
    }

    // Schedulers of one name are one series. Those of the host have one also while they have no frame.
    private IEnumerable<Measurement<T>> Schedulers<T>(
        DiagnosticSnapshot now, Func<IEnumerable<SchedulerInfo>, T> measure, params KeyValuePair<string, object?>[] tags)
        where T : struct => now.Schedulers
        .Select(static scheduler => scheduler.Name ?? string.Empty)
        .Union(_names.Schedulers)
        .Select(name => new Measurement<T>(
            measure(now.Schedulers.Where(scheduler => (scheduler.Name ?? string.Empty) == name)), [new(SchedulerTag, name), .. tags]));

    private DiagnosticSnapshot Look()
    {
        lock (_lock)
        {
            if (_last is null || TimeProvider.System.GetElapsedTime(_lookedAt) > s_oneLook)
            {
                _last = CoroutineDiagnostics.Capture(new CaptureOptions { Findings = false });
                _lookedAt = TimeProvider.System.GetTimestamp();
            }

            return _last;
        }
    }
}
