namespace Baton.Tests;

/// <summary>A clock by which each look at it is an hour after the last one.</summary>
internal sealed class HurriedClock : TimeProvider
{
    private long _hours;

    public override long GetTimestamp() => Interlocked.Increment(ref _hours) * TimestampFrequency * 3600;
}
