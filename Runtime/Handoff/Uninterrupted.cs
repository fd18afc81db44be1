namespace Baton;

/// <summary>Short waits of the library's own in the middle of its work: they are neither interrupted nor told to anybody.</summary>
internal static class Uninterrupted
{
    /// <summary>
    /// Runs <paramref name="action"/> until it is not interrupted, without the thread's synchronization context. An interrupt that came
    /// meanwhile is put back, for the next wait of whoever runs on this thread.
    /// </summary>
    /// <param name="action">Can be interrupted only before it has changed anything.</param>
    /// <param name="on">What it works on.</param>
    internal static void Run<T>(Action<T> action, T on)
    {
        bool interrupted = false;
        SynchronizationContext? context = Silence();
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

        Restore(context);
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

    /// <summary>Takes the context away, which might want to be told of waits.</summary>
    internal static SynchronizationContext? Silence()
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        if (context is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        return context;
    }

    internal static void Restore(SynchronizationContext? context)
    {
        if (context is not null)
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
