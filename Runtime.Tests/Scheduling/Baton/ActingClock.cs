namespace Baton.Tests;

/// <summary>A clock that acts when it makes a timer, or when that is disposed of: as <paramref name="place"/> says.</summary>
internal sealed class ActingClock(string place, Action act) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (place.Contains("makes", StringComparison.Ordinal))
        {
            act();
        }

        return new ActingTimer(System.CreateTimer(callback, state, dueTime, period), place, act);
    }

    private sealed class ActingTimer(ITimer timer, string place, Action act) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            timer.Dispose();
            if (place.Contains("ends", StringComparison.Ordinal))
            {
                act();
            }
        }

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
