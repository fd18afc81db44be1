using System.Diagnostics;

namespace Baton;

/// <summary>Happens when a time is over, counted from the beginning of each select.</summary>
[StackTraceHidden]
internal sealed class TimeoutCase(TimeSpan timeout, Action? action) : SelectCase
{
    internal TimeSpan Timeout => timeout;

    internal bool IsEndless => timeout == System.Threading.Timeout.InfiniteTimeSpan;

    public override string ToString() => IsEndless ? "after an endless time" : $"after {timeout}";

    internal bool IsOver => timeout <= TimeSpan.Zero && !IsEndless;

    internal override bool MayBeReady => false;

    // Never ready by itself: a time that is over from the beginning gives way to all cases that are ready.
    internal override bool TryTake(out Waiter? taken, out QueueWait? partner)
    {
        (taken, partner) = (null, null);
        return false;
    }

    internal override void Finish(Waiter? taken, int index) => action?.Invoke();
}
