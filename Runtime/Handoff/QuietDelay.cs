namespace Baton;

/// <summary>
/// A task that ends when a time is over. All timers of the process share a few locks. The library's waits for these locks are told to no
/// synchronization context, and with the system's clock they are not interrupted.
/// </summary>
/// <remarks>Continuations of the task run on the timer's thread, or on the thread that disposes of the delay.</remarks>
internal sealed class QuietDelay : IDisposable
{
    private readonly CancellationTokenSource _over; // fired, it takes the timer down

    /// <summary>Begins. A user's clock is foreign code, which may throw and may be interrupted; then there is no delay.</summary>
    /// <param name="due">0 or more, or <see cref="Timeout.InfiniteTimeSpan"/>. With 0 the task has ended already.</param>
    /// <param name="clock">Counts the time.</param>
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

    /// <summary>
    /// Ends when the time is over. Canceled by the token, and by <see cref="Dispose"/>. Written once, by the constructor.
    /// </summary>
    internal Task Task { get; private set; } = null!;

    /// <summary>
    /// Takes the timer down, and cancels the task if the time is not over. Throws only what a user's clock throws. An interrupt stays
    /// pending.
    /// </summary>
    public void Dispose()
    {
        using Quiet quiet = Quiet.Begin();
        try
        {
            _over.Cancel();
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is ThreadInterruptedException))
        {
            Thread.CurrentThread.Interrupt(); // at the timers' lock: the timer stays until its time is over, and does nothing then
        }
        catch (ThreadInterruptedException)
        {
            Thread.CurrentThread.Interrupt(); // at the token's lock: as above
        }

        _over.Dispose();
    }

    private void Begin(TimeSpan due, TimeProvider clock)
    {
        Commit.AssertNone("a clock is asked for a delay");
        if (clock == TimeProvider.System)
        {
            // An interrupt comes before the timer is in its queue, and a timer in no queue is garbage: so it can be tried again.
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
