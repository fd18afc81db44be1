using System.Diagnostics;

namespace Baton.Testing;

/// <summary>What the shares of one exploration have in common. Any thread.</summary>
internal sealed class ExploreRace(ulong seed, TimeSpan budget)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lock _lock = new();
    private long _failedAt = long.MaxValue; // the lowest index of a schedule that has failed; under the lock

    internal ulong Seed => seed;

    /// <summary>Is the schedule of this index to be run?</summary>
    internal bool MayBegin(long index) =>
        index < Interlocked.Read(ref _failedAt) && (index == 0 || Stopwatch.GetElapsedTime(_start) < budget);

    internal void HasFailed(long index)
    {
        lock (_lock)
        {
            _failedAt = Math.Min(_failedAt, index);
        }
    }

    /// <summary>Tells the user of a schedule, one after the other.</summary>
    internal void Tell(Action<ScheduleInfo>? listener, long index, Schedule schedule)
    {
        if (listener is not null)
        {
            ScheduleInfo info = new(
                index, schedule.Text, schedule.Steps, schedule.Switches, schedule.Strands, schedule.Failure?.Kind);
            lock (_lock)
            {
                listener(info);
            }
        }
    }
}
