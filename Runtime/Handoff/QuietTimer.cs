using System.Diagnostics;

namespace Baton;

/// <summary>
/// A timer that the library sets in the middle of its work, of the system's clock or of a user's. The system's time is counted by the
/// library's own <see cref="Clock"/>; a user's clock is asked for a timer of its own.
/// </summary>
/// <remarks>
/// The callback runs on the clock's thread, or where the user's clock calls it: see <see cref="ClockTimer"/> for what it may do. The
/// execution context there is no caller's. A callback that is on its way already may still run after <see cref="Set"/> and
/// <see cref="Dispose"/>.
/// </remarks>
[StackTraceHidden]
internal readonly struct QuietTimer : IDisposable
{
    private static readonly Action<ITimer> s_dispose = static timer => timer.Dispose();

    private readonly ClockTimer? _own;
    private readonly ITimer? _users;

    private QuietTimer(ClockTimer own) => _own = own;

    private QuietTimer(ITimer users) => _users = users;

    /// <summary>A timer of the system's clock, not set yet. May fail for want of memory, and of nothing else.</summary>
    internal static QuietTimer Create(Action<object> callback, object state) => new(new ClockTimer(callback, state));

    /// <summary>A timer that fires once, when <paramref name="due"/> is over. A user's clock is foreign code, and may throw.</summary>
    /// <exception cref="ThreadInterruptedException">
    /// The thread was interrupted in the user's clock, or at a lock of its timers. There is no timer then.
    /// </exception>
    internal static QuietTimer Start(TimeProvider clock, Action<object> callback, object state, TimeSpan due)
    {
        Commit.AssertNone("a clock is asked for a timer");
        if (clock == TimeProvider.System)
        {
            QuietTimer own = Create(callback, state);
            own.Set(due);
            return own;
        }

        using Quiet quiet = Quiet.Begin();
        if (ExecutionContext.IsFlowSuppressed())
        {
            return CreateUsers();
        }

        using (ExecutionContext.SuppressFlow()) // or the timer would keep alive what the caller's context refers to
        {
            return CreateUsers();
        }

        QuietTimer CreateUsers() => new(clock.CreateTimer(state => callback(state!), state, due, Timeout.InfiniteTimeSpan));
    }

    /// <summary>
    /// Lets a timer of the system's clock fire once, when <paramref name="due"/> is over. Has no effect on a disposed timer. Does not fail.
    /// </summary>
    internal void Set(TimeSpan due) => _own!.Set(due);

    /// <summary>
    /// The timer fires no more. Does not wait for a callback that runs. An interrupt stays pending. Any thread, any number of times.
    /// </summary>
    public void Dispose()
    {
        _own?.End();
        if (_users is not null)
        {
            Uninterrupted.Run(s_dispose, _users);
        }
    }
}
