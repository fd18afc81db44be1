using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Short waits of the library's own in the middle of its work. They are not interrupted, and told to no synchronization context.
/// </summary>
[StackTraceHidden]
internal static class Uninterrupted
{
    private static readonly ManualResetEvent s_signaled = new(true);
    private static readonly Action<CancellationTokenRegistration> s_unregister = static registration => registration.Unregister();
    private static readonly Action<CancellationTokenRegistration> s_dispose = static registration => registration.Dispose();
    private static readonly Action<IThreadPoolWorkItem> s_queue =
        static item => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);

    private static readonly Action<Task, object?> s_disposeSource = static (callbacks, source) =>
    {
        _ = callbacks.Exception; // seen
        ((CancellationTokenSource)source!).Dispose();
    };

    private static readonly Action<(Task Callbacks, CancellationTokenSource Source)> s_disposeAfter =
        static after => after.Callbacks.ContinueWith(
            s_disposeSource,
            after.Source,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
            TaskScheduler.Default);

    /// <summary>
    /// Runs <paramref name="action"/> until it is not interrupted, without the thread's synchronization context. An interrupt that came
    /// meanwhile is put back, for the next wait of the code that runs on this thread.
    /// </summary>
    /// <param name="action">Can be interrupted only before it has changed anything.</param>
    /// <param name="on">What the action works on.</param>
    internal static void Run<T>(Action<T> action, T on)
    {
        bool interrupted = false;
        try
        {
            using Quiet quiet = Quiet.Begin();
            while (!TryRun(action, on))
            {
                interrupted = true;
            }
        }
        finally
        {
            if (interrupted)
            {
                Thread.CurrentThread.Interrupt();
            }
        }
    }

    private static bool TryRun<T>(Action<T> action, T on)
    {
        try
        {
            action(on);
            return true;
        }
        catch (ThreadInterruptedException)
        {
            return false;
        }
    }

    /// <summary>Registers a callback, which may run at once. The lock of the token's is waited for without interrupts.</summary>
    internal static CancellationTokenRegistration Register(
        Action<object?, CancellationToken> callback, object? state, CancellationToken token)
    {
        StrongBox<CancellationTokenRegistration> made = new();
        Run(static on => on.made.Value = on.token.UnsafeRegister(on.callback, on.state), (made, token, callback, state));
        return made.Value;
    }

    /// <summary>Takes a callback off its token. Does not wait for it, if it runs. Needs no memory.</summary>
    internal static void Unregister(CancellationTokenRegistration registration) => Run(s_unregister, registration);

    /// <summary>As <see cref="Unregister"/>, but waits for the callback, if another thread runs it.</summary>
    internal static void Dispose(CancellationTokenRegistration registration) => Run(s_dispose, registration);

    /// <summary>
    /// Has the .NET thread pool run <paramref name="item"/>, for what only a user's continuation waits for. The pool's queue takes a lock
    /// when it grows, before the item is in. An interrupt there would lose the item. False for want of memory: the item is not in.
    /// </summary>
    internal static bool TryQueue(IThreadPoolWorkItem item)
    {
        if (ControlledThread.CurrentRun is { } run)
        {
            run.Send(static item => ((IThreadPoolWorkItem)item).Execute(), item);
            return true;
        }

        try
        {
            Run(s_queue, item);
            return true;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return false;
        }
    }

    /// <summary>
    /// Fires the source's token at once; an errand runs the callbacks registered with it. To fire it a second time would do nothing, so a
    /// pending interrupt is taken away before the first.
    /// </summary>
    /// <returns>Ends when the callbacks have run; has ended if there are none.</returns>
    /// <remarks>
    /// Where the runtime has only its own way, see <see cref="TokenCallbacks"/>, an interrupt may still come at the very moment when the
    /// thread waits for the lock of the .NET pool's queue. The token has fired by then, and its callbacks are lost. That is the lesser
    /// evil: the caller is in the middle of canceling, with a baton in hand.
    /// </remarks>
    internal static Task Cancel(CancellationTokenSource source) => TryCancel(source) ?? Task.CompletedTask;

    // Null: callbacks may be on their way, or there was no memory to fire it.
    private static Task? TryCancel(CancellationTokenSource source)
    {
        using Quiet quiet = Quiet.Begin();
        bool interrupted = TakePendingInterrupt();
        Task? callbacks = null;
        try
        {
            callbacks = TokenCallbacks.Fire(source);
        }
        catch (TaskSchedulerException e) when (e.InnerException is ThreadInterruptedException)
        {
            interrupted = true;
            callbacks = Task.CompletedTask;
        }
        catch (Exception e) when (NoMemory.Is(e) || e.InnerException is OutOfMemoryException)
        {
            // see the remarks
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }

        return callbacks;
    }

    /// <summary>
    /// As <see cref="Cancel"/>, for a source that is not needed any more. The callbacks do not run on this thread. A source that is
    /// disposed before they have run never runs them, so it is disposed after them. A source that another thread has fired is that thread's
    /// to run: it is not disposed here, and only lets go of what it follows.
    /// </summary>
    internal static void CancelAndDispose(CancellationTokenSource source)
    {
        if (TryCancel(source) is { } callbacks)
        {
            DisposeAfter(callbacks, source);
        }
        else if (source is LinkedSource { IsCancellationRequested: true } linked)
        {
            linked.Unlink();
        }
    }

    private static void DisposeAfter(Task callbacks, CancellationTokenSource source) => Run(s_disposeAfter, (callbacks, source));

    /// <summary>
    /// Fires a source whose token takes continuations off their tasks. Runs no foreign code. An interrupt at a lock of the token's or a
    /// task's leaves the continuation where it is, and stays pending.
    /// </summary>
    internal static void TakeOff(CancellationTokenSource source)
    {
        using Quiet quiet = Quiet.Begin();
        try
        {
            source.Cancel();
        }
        catch (AggregateException e)
        {
            if (e.InnerExceptions.Any(static inner => inner is ThreadInterruptedException))
            {
                Thread.CurrentThread.Interrupt();
            }
        }
        catch (ThreadInterruptedException)
        {
            Thread.CurrentThread.Interrupt();
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // what was not taken off stays until its task ends, and finds that it is not wanted any more
        }
    }

    /// <summary>
    /// Sleeps; without memory for a thread's first wait, only gives the processor away. False when the sleep was interrupted, or an
    /// interrupt was pending: the interrupt is gone then. Does not fail.
    /// </summary>
    internal static bool TrySleep(int milliseconds)
    {
        try
        {
            Thread.Sleep(milliseconds);
            return true;
        }
        catch (ThreadInterruptedException)
        {
            return false;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            Thread.Yield();
            return true;
        }
    }

    /// <summary>
    /// .NET allocates at a thread's first wait. Has the calling thread wait once, for nothing, before others count on the thread. An
    /// interrupt stays pending. May fail for want of memory, and may be repeated.
    /// </summary>
    internal static void WaitOnce()
    {
        using Quiet quiet = Quiet.Begin();
        bool interrupted = true;
        try
        {
            interrupted = FindsInterrupt();
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            FindsInterrupt(); // fails again, if the thread has not waited yet; otherwise an interrupt was taken away
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }

    /// <summary>Takes a pending interrupt away from the calling thread. True when there was one.</summary>
    /// <remarks>
    /// Without memory .NET takes the interrupt away, and throws that there is no memory for the exception. It throws the same on a thread
    /// that has not waited yet, each time. So a second look tells which of the two it was.
    /// </remarks>
    internal static bool TakePendingInterrupt()
    {
        try
        {
            return FindsInterrupt();
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return WasInterrupted();
        }
    }

    /// <summary>A wait has found no memory: was it for the exception of an interrupt, which is gone now? See the remarks above.</summary>
    internal static bool WasInterrupted()
    {
        try
        {
            FindsInterrupt();
            return true;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            Thread.Yield();
            return false;
        }
    }

    // True when an interrupt was pending.
    private static bool FindsInterrupt()
    {
        using Quiet quiet = Quiet.Begin(); // to tell a context of the call makes an array
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
