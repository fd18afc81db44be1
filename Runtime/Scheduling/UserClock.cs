using System.Diagnostics;

namespace Baton;

/// <summary>The clock of a scheduler's options, if it is not the system's. It is foreign code, and may fail.</summary>
/// <remarks>
/// <para>What it throws when a timer is made comes out of the call that waits. When a timer is disposed of, the wait is over, and what it
/// has brought must not be lost. So what the clock throws then is told by an event.</para>
/// <para>The clock runs in the middle of a wait, so it may not suspend the frame.</para>
/// </remarks>
[StackTraceHidden]
internal sealed class UserClock : TimeProvider
{
    private const string Where = "a call of the TimeProvider of the scheduler's options";

    private readonly TimeProvider _clock;

    private UserClock(TimeProvider clock) => _clock = clock;

    /// <summary>The clock with these rules. The system's clock needs none; in a run of a test that is the run's.</summary>
    internal static TimeProvider Of(TimeProvider clock) =>
        clock == System || clock == ControlledThread.CurrentRun?.Time ? System : new UserClock(clock);

    public override TimeZoneInfo LocalTimeZone => _clock.LocalTimeZone;

    public override long TimestampFrequency => _clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

    public override long GetTimestamp() => _clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        using NoSuspendRegion region = new(Where);
        return new UserTimer(_clock.CreateTimer(callback, state, dueTime, period) ?? throw new InvalidOperationException(
            $"The TimeProvider of the scheduler's options, {_clock.GetType()}, returned null for a timer."));
    }

    private sealed class UserTimer(ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            using NoSuspendRegion region = new(Where);
            return timer.Change(dueTime, period);
        }

        public void Dispose()
        {
            using NoSuspendRegion region = new(Where);
            try
            {
                timer.Dispose();
            }
            catch (ThreadInterruptedException)
            {
                throw; // the caller tries again
            }
            catch (Exception e)
            {
                Telemetry.ClockFailed(e);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
