using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// A task that ends when a time is over. The system's time is counted by the library's own <see cref="Clock"/>. With a user's clock the
/// task is .NET's.
/// </summary>
/// <remarks>
/// Only the library has the task. Its continuations run on the clock's thread, or where the user's clock calls, or on the thread that
/// disposes of the delay.
/// </remarks>
[StackTraceHidden]
internal sealed class QuietDelay : IDisposable
{
    private readonly TaskCompletionSource? _own;            // with the system's clock
    private readonly ClockTimer? _timer;                    // ends _own; null: it has ended already, or ends by the token alone
    private readonly CancellationTokenRegistration _token;  // cancels _own
    private readonly CancellationTokenSource? _users;       // with a user's clock: fired, it takes the timer down

    /// <summary>Begins. A user's clock is foreign code, which may throw and may be interrupted; then there is no delay.</summary>
    /// <param name="due">0 or more, or <see cref="Timeout.InfiniteTimeSpan"/>. With 0 the task has ended already.</param>
    /// <param name="clock">Counts the time.</param>
    /// <param name="cancellationToken">Cancels the task.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="due"/> is not a time that a timer can take.</exception>
    internal QuietDelay(TimeSpan due, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        Commit.AssertNone("a clock is asked for a delay");
        (Due, HasToken) = (due, cancellationToken.CanBeCanceled);
        if (clock != TimeProvider.System)
        {
            _users = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task = BeginUsers(due, clock, _users);
        }
        else if (cancellationToken.IsCancellationRequested || IsOver(due))
        {
            Task = cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;
        }
        else
        {
            _own = new TaskCompletionSource(this); // for those who look at the wait
            Task = _own.Task;
            _token = Register(_own, cancellationToken);
            _timer = new ClockTimer(static own => ((TaskCompletionSource)own).TrySetResult(), _own);
            _timer.Set(due);
        }
    }

    /// <summary>How long it lasts at most. <see cref="Timeout.InfiniteTimeSpan"/>: until the token fires.</summary>
    internal TimeSpan Due { get; }

    /// <summary>May a token end it?</summary>
    internal bool HasToken { get; }

    /// <summary>Ends when the time is over. Canceled by the token, and by <see cref="Dispose"/>.</summary>
    internal Task Task { get; }

    /// <summary>Was there anything to wait for when it began, by the system's clock? The time may be over by now.</summary>
    internal bool HasBegun => _own is not null;

    /// <summary>
    /// Takes the timer down, and cancels the task if the time is not over. Throws only what a user's clock throws. An interrupt stays
    /// pending.
    /// </summary>
    public void Dispose()
    {
        if (_own is not null)
        {
            _timer!.End();
            Uninterrupted.Unregister(_token);
            SureEnd.Cancel(_own, CancellationToken.None);
        }
        else if (_users is not null)
        {
            DisposeUsers(_users);
        }
    }

    private static bool IsOver(TimeSpan due) => due == TimeSpan.Zero || due.TotalMilliseconds is < -1 or > uint.MaxValue - 1
        || (due < TimeSpan.Zero && due != Timeout.InfiniteTimeSpan)
            ? Task.Delay(due, TimeProvider.System).IsCompleted // or an exception that says what is wrong with it
            : false;

    private static CancellationTokenRegistration Register(TaskCompletionSource own, CancellationToken token)
    {
        if (!token.CanBeCanceled)
        {
            return default;
        }

        StrongBox<CancellationTokenRegistration> registration = new();
        Uninterrupted.Run(
            static begin => begin.registration.Value = begin.token.UnsafeRegister(
                static (own, token) => SureEnd.Cancel((TaskCompletionSource)own!, token),
                begin.own),
            (registration, own, token));
        return registration.Value;
    }

    private static Task BeginUsers(TimeSpan due, TimeProvider clock, CancellationTokenSource users)
    {
        using Quiet quiet = Quiet.Begin();
        try
        {
            return Task.Delay(due, clock, users.Token);
        }
        catch
        {
            users.Dispose();
            throw;
        }
    }

    private static void DisposeUsers(CancellationTokenSource users)
    {
        using Quiet quiet = Quiet.Begin();
        try
        {
            users.Cancel();
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is ThreadInterruptedException))
        {
            Thread.CurrentThread.Interrupt(); // at the timers' lock: the timer stays until its time is over, and does nothing then
        }
        catch (ThreadInterruptedException)
        {
            Thread.CurrentThread.Interrupt(); // at the token's lock: as above
        }

        users.Dispose();
    }
}
