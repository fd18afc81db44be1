namespace Baton;

/// <summary>
/// A timer of the library's own. All timers of the process share a few locks, and the library sets its timers in the middle of its work.
/// Its waits for these locks are told to no synchronization context, and once the timer is created they are not interrupted.
/// </summary>
/// <remarks>
/// The callback runs on the .NET thread pool, or where the user's clock calls it. The execution context there is no caller's. The
/// callback throws nothing: an exception there ends the process. A callback that is on its way already may still run after
/// <see cref="Set"/> and <see cref="Dispose"/>.
/// </remarks>
internal readonly struct QuietTimer : IDisposable
{
    private readonly ITimer _timer;

    private QuietTimer(ITimer timer) => _timer = timer;

    /// <summary>A timer of the system's clock, not set yet. Takes no lock. May fail for want of memory, and of nothing else.</summary>
    internal static QuietTimer Create(TimerCallback callback, object state) =>
        Start(TimeProvider.System, callback, state, Timeout.InfiniteTimeSpan);

    /// <summary>A timer that fires once, when <paramref name="due"/> is over. A user's clock is foreign code, and may throw.</summary>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted at a lock. There is no timer then.</exception>
    internal static QuietTimer Start(TimeProvider clock, TimerCallback callback, object state, TimeSpan due)
    {
        Commit.AssertNone("a clock is asked for a timer");
        using Quiet quiet = Quiet.Begin();
        if (ExecutionContext.IsFlowSuppressed())
        {
            return Create();
        }

        using (ExecutionContext.SuppressFlow()) // or the timer would keep alive what the caller's context refers to
        {
            return Create();
        }

        QuietTimer Create() => new(clock.CreateTimer(callback, state, due, Timeout.InfiniteTimeSpan));
    }

    /// <summary>
    /// Lets the timer fire once, when <paramref name="due"/> is over. Has no effect on a disposed timer. An interrupt stays pending.
    /// </summary>
    internal void Set(TimeSpan due) =>
        Uninterrupted.Run(static set => set._timer.Change(set.due, Timeout.InfiniteTimeSpan), (_timer, due));

    /// <summary>
    /// The timer fires no more. Does not wait for a callback that runs. An interrupt stays pending. Any thread, any number of times.
    /// </summary>
    public void Dispose() => Uninterrupted.Run(static timer => timer.Dispose(), _timer);
}
