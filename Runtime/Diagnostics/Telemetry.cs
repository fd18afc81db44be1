using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// The one door through which the library tells what happens, to the meter and to the event source. Costs two reads without a listener.
/// </summary>
/// <remarks>
/// Listeners are foreign code, called on the thread of the event, which may be a worker's. Their exceptions must neither end the process
/// nor break a handoff, so these go to the event source. Their waits are told to no scheduler, or the telling would never end. No gate is
/// held, for a listener may call the library.
/// </remarks>
internal static class Telemetry
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Resumed()
    {
        if (BatonMeter.IsCountingResumes || BatonEventSource.Log.IsCountingResumes)
        {
            CountResume();
        }
    }

    /// <param name="pool">The pool's name.</param>
    /// <param name="later">Is the thread of the event no place for foreign code? Then the .NET thread pool tells.</param>
    internal static void ThreadStarted(string pool, bool later) =>
        Guarded(() => BatonEventSource.Log.ThreadStarted(pool), later, counter: null);

    internal static void ThreadEnded(string pool) => Guarded(() => BatonEventSource.Log.ThreadEnded(pool));

    /// <inheritdoc cref="ThreadStarted"/>
    internal static void LimitReached(string pool, int maxThreads, bool later = false) => Guarded(() =>
    {
        BatonMeter.LimitReached.Add(1, new KeyValuePair<string, object?>("baton.pool", pool));
        BatonEventSource.Log.LimitReached(pool, maxThreads);
    }, later, BatonMeter.LimitReached);

    /// <inheritdoc cref="ThreadStarted"/>
    internal static void WorkQueued(string pool, bool later) => Guarded(() =>
    {
        BatonMeter.WorkQueued.Add(1, new KeyValuePair<string, object?>("baton.pool", pool));
        BatonEventSource.Log.WorkQueued(pool);
    }, later, BatonMeter.WorkQueued);

    internal static void Dropped(object coroutine) => Guarded(() =>
    {
        BatonMeter.Dropped.Add(1);
        BatonEventSource.Log.CoroutineDropped(coroutine.ToString()!);
    });

    internal static void Quarantined(object coroutine, string reason) => Guarded(() =>
    {
        BatonMeter.Quarantined.Add(1);
        BatonEventSource.Log.CoroutineQuarantined(coroutine.ToString()!, reason);
    });

    internal static void Unobserved(object source, Exception exception) => Guarded(() =>
    {
        BatonMeter.Unobserved.Add(1);
        BatonEventSource.Log.UnobservedFault(source.ToString()!, exception.ToString());
    });

    /// <summary>Told by the .NET thread pool: the body's thread still has the baton.</summary>
    internal static void SignalReplaced(object coroutine, Exception exception) => Guarded(
        () => BatonEventSource.Log.SignalReplaced(coroutine.ToString()!, exception.ToString()), later: true, counter: null);

    internal static void FrameBlocked(string frame) => Guarded(() =>
    {
        BatonMeter.FrameBlocked.Add(1);
        BatonEventSource.Log.FrameBlocked(frame);
    });

    internal static void FrameGaveWay(string frame) => Guarded(() =>
    {
        BatonMeter.FrameGaveWay.Add(1);
        BatonEventSource.Log.FrameGaveWay(frame);
    });

    /// <summary>Told by the .NET thread pool: the thread may be between two steps.</summary>
    internal static void WaitsInInitializer(object waiter, string type) => Guarded(
        () => BatonEventSource.Log.WaitsInInitializer(waiter.ToString()!, type), later: true, counter: null);

    internal static void StoodStill(object scheduler, string report) => Guarded(() =>
    {
        BatonMeter.StoodStill.Add(1);
        BatonEventSource.Log.SchedulerStoodStill(scheduler.ToString()!, report);
    });

    internal static void BlockedOutside(string what) => Guarded(() =>
    {
        BatonMeter.BlockedOutside.Add(1);
        BatonEventSource.Log.BlockedOutside(what);
    });

    private static void CountResume() => Guarded(() =>
    {
        BatonMeter.Resumes.Add(1);
        BatonEventSource.Log.CountResume();
    });

    // Without a listener the lock of the .NET pool's queue is not taken.
    private static void Guarded(Action report, bool later, Instrument? counter)
    {
        if (!later)
        {
            Guarded(report);
        }
        else if (BatonEventSource.Log.IsEnabled() || counter?.Enabled == true)
        {
            Uninterrupted.Queue(Guarded, report);
        }
    }

    private static void Guarded(Action report)
    {
        Commit.AssertNone("listeners are told");
        using Quiet quiet = Quiet.Begin();
        try
        {
            report();
        }
        catch (Exception e) // see the remarks
        {
            BatonEventSource.Log.ListenerFailed(e.ToString());
        }
    }
}
