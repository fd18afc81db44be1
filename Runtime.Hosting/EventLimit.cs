namespace Baton.Hosting;

/// <summary>
/// Keeps the log short: in a span of time, each event is let through once for each frame or place that it tells of. The others are counted.
/// </summary>
/// <param name="span">The span.</param>
/// <param name="time">Its clock.</param>
internal sealed class EventLimit(TimeSpan span, TimeProvider time)
{
    private const int MostOfAnEvent = 20; // in a span

    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<string>> _passed = []; // by event, whom it told of in this span; under the lock
    private readonly Dictionary<string, int> _leftOut = []; // by event, how many since the last that passed; under the lock
    private long _since = time.GetTimestamp(); // when the span began; under the lock

    /// <param name="name">The event.</param>
    /// <param name="about">Of whom it tells.</param>
    /// <returns>How many of the event were left out before. Null: it is left out.</returns>
    internal int? Pass(string name, string about)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_since) >= span)
            {
                _passed.Clear();
                _since = time.GetTimestamp();
            }

            if (!_passed.TryGetValue(name, out HashSet<string>? passed))
            {
                _passed[name] = passed = [];
            }

            if (passed.Count < MostOfAnEvent && passed.Add(about))
            {
                _leftOut.Remove(name, out int leftOut);
                return leftOut;
            }

            _leftOut[name] = _leftOut.GetValueOrDefault(name) + 1;
            return null;
        }
    }
}
