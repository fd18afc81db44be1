namespace Baton.Stress;

/// <summary>What a scenario means to cause; the meter must have counted exactly that in the end. Any thread.</summary>
internal sealed class Expectations
{
    private long _dropped;      // interlocked
    private long _unobserved;   // interlocked
    private long _quarantined;  // interlocked

    internal long Quarantined => Interlocked.Read(ref _quarantined);

    internal long Dropped => Interlocked.Read(ref _dropped);

    internal long Unobserved => Interlocked.Read(ref _unobserved);

    internal void AddDropped(int count) => Interlocked.Add(ref _dropped, count);

    internal void AddQuarantined(int count) => Interlocked.Add(ref _quarantined, count);

    internal void AddUnobserved(int count) => Interlocked.Add(ref _unobserved, count);
}
