namespace Baton;

/// <summary>
/// A time as a task that ends when it is over. All timers of the process share a few locks: the waits for these are told to no synchronization
/// context, and with the system's clock they are not interrupted.
/// </summary>
/// <remarks>What continues the task runs on the thread of the timer, or on the one that disposes of the delay.</remarks>
internal sealed class QuietDelay : IDisposable
{
    private readonly CancellationTokenSource _over;

    /// <summary>Begins. With a user's clock this is foreign code, which may throw and may be interrupted; then there is no delay.</summary>
    /// <param name="due">0 or more, or <see cref="Timeout.InfiniteTimeSpan"/>. 0: the task has ended.</param>
    /// <param name="clock">What counts the time.</param>
    /// <param name="cancellationToken">Cancels the task.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="due"/> is not a time that a timer can take.</exception>
    internal QuietDelay(TimeSpan due, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        _over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            Begin(due, clock);
        }
        catch
        {
            _over.Dispose();
            throw;
        }
    }

    /// <summary>Ends when the time is over. Canceled by the token, and by disposing of the delay.</summary>
    internal Task Task { get; private set; } = null!;

    /// <summary>Takes the timer down, and cancels the task if the time is not over. With a user's clock foreign code, which may throw.</summary>
    public void Dispose()
    {
        using Quiet quiet = Quiet.Begin();
        try
        {
            _over.Cancel();
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is ThreadInterruptedException))
        {
            Thread.CurrentThread.Interrupt(); // at the timers' lock: the timer stays until its time is over, and then does nothing
        }

        _over.Dispose();
    }

    private void Begin(TimeSpan due, TimeProvider clock)
    {
        if (clock == TimeProvider.System)
        {
            // An interrupt comes before the timer is in its queue, and one that is in none is garbage.
            Uninterrupted.Run(
                static begin => begin.delay.Task = Task.Delay(begin.due, TimeProvider.System, begin.delay._over.Token),
                (delay: this, due));
        }
        else
        {
            using Quiet quiet = Quiet.Begin();
            Task = Task.Delay(due, clock, _over.Token);
        }
    }
}
