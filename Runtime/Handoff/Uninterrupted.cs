namespace Baton;

/// <summary>Short waits of the library's own in the middle of its work: they are neither interrupted nor told to anybody.</summary>
internal static class Uninterrupted
{
    private static readonly ManualResetEvent s_signaled = new(true);

    /// <summary>
    /// Runs <paramref name="action"/> until it is not interrupted, without the thread's synchronization context. An interrupt that came
    /// meanwhile is put back, for the next wait of whoever runs on this thread.
    /// </summary>
    /// <param name="action">Can be interrupted only before it has changed anything.</param>
    /// <param name="on">What it works on.</param>
    internal static void Run<T>(Action<T> action, T on)
    {
        bool interrupted = false;
        using (Quiet.Begin())
        {
            while (true)
            {
                try
                {
                    action(on);
                    break;
                }
                catch (ThreadInterruptedException)
                {
                    interrupted = true;
                }
            }
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }

    /// <summary>
    /// Has the .NET thread pool run <paramref name="item"/>. Its queue locks when it grows, before the item is in: an interrupt there would leave
    /// somebody waiting for ever.
    /// </summary>
    internal static void Queue(IThreadPoolWorkItem item) =>
        Run(static item => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false), item);

    /// <summary>
    /// Fires the source's token; what is registered with it runs on the .NET thread pool. To call <see cref="CancellationTokenSource.CancelAsync"/>
    /// once more would do nothing, so what could interrupt it is taken away first.
    /// </summary>
    /// <returns>Ends when that has run; it has, if nothing is registered.</returns>
    /// <remarks>
    /// An interrupt that comes at the very moment when the thread waits for the lock of the pool's queue finds the token fired, and the call-backs
    /// not to be had any more. They are lost, which is the lesser evil: whoever calls this is in the middle of canceling, with a baton in hand.
    /// </remarks>
    internal static Task Cancel(CancellationTokenSource source)
    {
        using Quiet quiet = Quiet.Begin();
        bool interrupted = TakePendingInterrupt();
        Task callbacks = Task.CompletedTask;
        try
        {
            callbacks = source.CancelAsync();
        }
        catch (TaskSchedulerException e) when (e.InnerException is ThreadInterruptedException)
        {
            interrupted = true;
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }

        return callbacks;
    }

    /// <summary>Was the calling thread interrupted while it did not wait? It is not any more.</summary>
    internal static bool TakePendingInterrupt()
    {
        try
        {
            s_signaled.WaitOne(0); // the cheapest call that sees an interrupt
            return false;
        }
        catch (ThreadInterruptedException)
        {
            return true;
        }
    }
}
