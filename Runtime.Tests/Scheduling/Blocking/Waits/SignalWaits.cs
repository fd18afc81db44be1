using System.Collections.Concurrent;

namespace Baton.Tests;

/// <summary>Waits for a signal that anybody may give.</summary>
internal static class SignalWaits
{
    internal static WaitCase SemaphoreSlimWait()
    {
        SemaphoreSlim semaphore = new(0);
        return new WaitCase { Wait = semaphore.Wait, Release = () => semaphore.Release(), CleanUp = semaphore.Dispose };
    }

    internal static WaitCase ManualResetEventSlimWait()
    {
        ManualResetEventSlim signal = new();
        return new WaitCase { Wait = signal.Wait, Release = signal.Set, CleanUp = signal.Dispose };
    }

    internal static WaitCase ManualResetEventWait() => OfEvent(new ManualResetEvent(false));

    internal static WaitCase AutoResetEventWait() => OfEvent(new AutoResetEvent(false));

    private static WaitCase OfEvent(EventWaitHandle signal) => new()
    {
        Wait = () => Assert.IsTrue(signal.WaitOne()),
        Release = () => signal.Set(),
        CleanUp = signal.Dispose,
    };

    internal static WaitCase SemaphoreWait()
    {
        Semaphore semaphore = new(0, 1);
        return new WaitCase
        {
            Wait = () => Assert.IsTrue(semaphore.WaitOne()),
            Release = () => semaphore.Release(),
            CleanUp = semaphore.Dispose,
        };
    }

    internal static WaitCase TokenHandle()
    {
        CancellationTokenSource source = new();
        return new WaitCase { Wait = () => source.Token.WaitHandle.WaitOne(), Release = source.Cancel, CleanUp = source.Dispose };
    }

    internal static WaitCase WaitAny()
    {
        AutoResetEvent never = new(false);
        AutoResetEvent signal = new(false);
        return new WaitCase
        {
            Wait = () => Assert.AreEqual(1, WaitHandle.WaitAny([never, signal])),
            Release = () => signal.Set(),
            CleanUp = () =>
            {
                never.Dispose();
                signal.Dispose();
            },
        };
    }

    internal static WaitCase WaitAll()
    {
        AutoResetEvent ready = new(true);
        AutoResetEvent signal = new(false);
        return new WaitCase
        {
            Wait = () => Assert.IsTrue(WaitHandle.WaitAll([ready, signal])),
            Release = () => signal.Set(),
            CleanUp = () =>
            {
                ready.Dispose();
                signal.Dispose();
            },
        };
    }

    internal static WaitCase SignalAndWait()
    {
        AutoResetEvent to = new(false);
        AutoResetEvent signal = new(false);
        return new WaitCase
        {
            Wait = () => Assert.IsTrue(WaitHandle.SignalAndWait(to, signal)),
            Release = () => signal.Set(),
            CleanUp = () =>
            {
                to.Dispose();
                signal.Dispose();
            },
        };
    }

    internal static WaitCase Countdown()
    {
        CountdownEvent countdown = new(1);
        return new WaitCase { Wait = countdown.Wait, Release = () => countdown.Signal(), CleanUp = countdown.Dispose };
    }

    internal static WaitCase BarrierPhase()
    {
        Barrier barrier = new(2);
        return new WaitCase
        {
            Wait = barrier.SignalAndWait,
            Release = barrier.SignalAndWait,
            CleanUp = barrier.Dispose,
            IsRepeatable = false,
        };
    }

    internal static WaitCase CollectionTake()
    {
        BlockingCollection<int> items = [];
        return new WaitCase { Wait = () => Assert.AreEqual(5, items.Take()), Release = () => items.Add(5), CleanUp = items.Dispose };
    }

    internal static WaitCase CollectionAdd()
    {
        BlockingCollection<int> items = new(1) { 1 };
        return new WaitCase { Wait = () => items.Add(2), Release = () => items.Take(), CleanUp = items.Dispose };
    }
}
