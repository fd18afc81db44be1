namespace Baton;

/// <summary>
/// A timer of the library's own. All timers of the process share a few locks, and the library sets its timers in the middle of its work: no wait
/// for such a lock is told to a synchronization context, and none that comes after the creation is interrupted.
/// </summary>
/// <remarks>
/// The callback runs on the .NET thread pool, or where the user's clock calls it, in no caller's execution context. It throws nothing, and runs no
/// foreign code that may throw: an exception there ends the process. It may come once more while, or right after, the timer is set or disposed of.
/// </remarks>
internal readonly struct QuietTimer : IDisposable
{
    private readonly ITimer _timer;

    private QuietTimer(ITimer timer) => _timer = timer;

    /// <summary>A timer of the system's clock, not set yet. Takes no lock, and throws for want of memory only.</summary>
    internal static QuietTimer Create(TimerCallback callback, object state) =>
        Start(TimeProvider.System, callback, state, Timeout.InfiniteTimeSpan);

    /// <summary>A timer that fires once, when <paramref name="due"/> is over. With a user's clock this is foreign code.</summary>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted at a lock. There is no timer.</exception>
    /// <remarks>Throws what a user's clock throws.</remarks>
    internal static QuietTimer Start(TimeProvider clock, TimerCallback callback, object state, TimeSpan due)
    {
        using Quiet quiet = Quiet.Begin();
        if (ExecutionContext.IsFlowSuppressed())
        {
            return Create();
        }

        using (ExecutionContext.SuppressFlow()) // the timer would keep all that the caller's context refers to
        {
            return Create();
        }

        QuietTimer Create() => new(clock.CreateTimer(callback, state, due, Timeout.InfiniteTimeSpan));
    }

    /// <summary>Lets it fire once, when <paramref name="due"/> is over. Without effect when it is disposed of. Is not interrupted.</summary>
    internal void Set(TimeSpan due) =>
        Uninterrupted.Run(static set => set._timer.Change(set.due, Timeout.InfiniteTimeSpan), (_timer, due));

    /// <summary>It fires no more. A callback that runs meanwhile is not waited for. Is not interrupted. Any thread, any number of times.</summary>
    public void Dispose() => Uninterrupted.Run(static timer => timer.Dispose(), _timer);
}
