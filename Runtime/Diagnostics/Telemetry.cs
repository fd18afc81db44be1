using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// The one door through which the library tells what happens, to the meter and to the event source. Costs two reads without a listener.
/// </summary>
/// <remarks>
/// <para>Listeners are foreign code, called on the thread of the event, which may be a worker's. Their exceptions must neither end the
/// process nor break a handoff, so these go to the event source. Their waits are told to no scheduler, or the telling would never end. No
/// gate is held, for a listener may call the library.</para>
/// <para>So nothing here throws, whatever listeners do, and whatever there is memory for. What cannot be told is not told. No lambda here
/// captures outside a guard: what it captures is allocated where the method begins. Without a listener nothing is formatted.</para>
/// </remarks>
internal static class Telemetry
{
    private const int NotMade = 0;
    private const int BeingMade = 1;
    private const int Made = 2;

    private static int s_stage; // of the meter and the event source: see the numbers; interlocked

    /// <summary>
    /// Makes the meter and the event source, and tells listeners of them. Any thread, in no commit and under no lock. Has no effect while
    /// another call makes them, perhaps further up this very stack. Does not throw.
    /// </summary>
    internal static void Prepare()
    {
        if (Volatile.Read(ref s_stage) == Made || Interlocked.CompareExchange(ref s_stage, BeingMade, NotMade) != NotMade)
        {
            return;
        }

        Commit.AssertNone("listeners are told of the meter");
        using Quiet quiet = Quiet.Begin();
        int stage = Made;
        try
        {
            MakeAll();
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            stage = BatonMeter.Current is null ? NotMade : Made; // the next event tries again
        }
        catch (Exception e)
        {
            Failed(e);
        }

        Volatile.Write(ref s_stage, stage);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Resumed()
    {
        if (BatonMeter.IsCountingResumes || BatonEventSource.CountsResumes)
        {
            CountResume();
        }
    }

    /// <param name="pool">The pool's name.</param>
    /// <param name="later">Is the thread of the event no place for foreign code? Then an errand tells.</param>
    internal static void ThreadStarted(string pool, bool later)
    {
        if (BatonEventSource.Heard is not null)
        {
            Tell(new Report(ReportKind.ThreadStarted, pool), later);
        }
    }

    internal static void ThreadEnded(string pool) => Tell(new Report(ReportKind.ThreadEnded, pool));

    /// <inheritdoc cref="ThreadStarted"/>
    internal static void LimitReached(string pool, int maxThreads, bool later = false)
    {
        if (!later || IsHeard(BatonMeter.Current?.LimitReached))
        {
            Tell(new Report(ReportKind.LimitReached, pool) { Number = maxThreads }, later);
        }
    }

    /// <inheritdoc cref="ThreadStarted"/>
    internal static void WorkQueued(string pool, bool later)
    {
        if (!later || IsHeard(BatonMeter.Current?.WorkQueued))
        {
            Tell(new Report(ReportKind.WorkQueued, pool), later);
        }
    }

    internal static void Dropped(object coroutine) => Tell(new Report(ReportKind.Dropped, coroutine));

    internal static void Quarantined(object coroutine, string reason) =>
        Tell(new Report(ReportKind.Quarantined, coroutine) { Detail = reason });

    internal static void Unobserved(object source, Exception exception)
    {
        Tell(new Report(ReportKind.Unobserved, source) { Detail = exception });
        UnobservedHandler?.Invoke(source, exception);
    }

    /// <summary>Is told of each unobserved failure, and does not throw. Null: nobody asked. Written once, by any thread.</summary>
    internal static Action<object, Exception>? UnobservedHandler { get; set; }

    /// <summary>Calls a user's handler, under the rules for listeners. Does not throw.</summary>
    internal static void CallHandler(Action handler)
    {
        Commit.AssertNone("a handler is called");
        using Quiet quiet = Quiet.Begin();
        try
        {
            handler();
        }
        catch (Exception e) // see the remarks
        {
            Failed(e);
        }
    }

    /// <summary>Told by an errand: the body's thread still has the baton.</summary>
    internal static void SignalReplaced(object coroutine, Exception exception)
    {
        if (BatonEventSource.Heard is not null)
        {
            Tell(new Report(ReportKind.SignalReplaced, coroutine) { Detail = exception }, later: true);
        }
    }

    /// <param name="frame">The frame.</param>
    /// <param name="isAlone">Is it the only one of its scheduler? Then it is counted, and no event tells of it.</param>
    internal static void FrameBlocked(string frame, bool isAlone) =>
        Tell(new Report(ReportKind.FrameBlocked, frame) { Number = isAlone ? 0 : 1 });

    internal static void FrameGaveWay(string frame) => Tell(new Report(ReportKind.FrameGaveWay, frame));

    /// <param name="scheduler">What stands still.</param>
    /// <param name="report">Who waits for what. Null: it is counted, and another event tells of it.</param>
    internal static void StoodStill(object scheduler, string? report) =>
        Tell(new Report(ReportKind.StoodStill, scheduler) { Detail = report });

    /// <summary>Told by a thread of diagnostics: a deadlock, or waits that nobody is seen to end.</summary>
    internal static void Found(Finding finding)
    {
        bool isDeadlock = finding.Level == FindingLevel.Deadlock;
        Tell(new Report(ReportKind.Found, isDeadlock ? "A deadlock" : "Waits") { Detail = finding.Text, Number = isDeadlock ? 1 : 0 });
    }

    /// <summary>Told by a thread of diagnostics.</summary>
    internal static void WaitedLong(CoroutineInfo member) =>
        Tell(new Report(ReportKind.WaitedLong, Keys.Named(member.Key, member.Name))
        {
            Detail = member.Wait!.Text,
            Seconds = Math.Round(member.Wait.Duration?.TotalSeconds ?? 0, 3),
        });

    /// <summary>Told by the dump's thread.</summary>
    internal static void Dumped(TimeSpan time) => Tell(new Report(ReportKind.Dumped, string.Empty) { Seconds = time.TotalSeconds });

    /// <param name="pool">The pool's name.</param>
    /// <param name="report">How many threads its disposal has left, and what these have.</param>
    internal static void ThreadsLeft(string pool, string report) =>
        Tell(new Report(ReportKind.ThreadsLeft, pool) { Detail = report }, later: false);

    /// <summary>Told by an errand: the thread may be between two steps.</summary>
    internal static void WaitsInInitializer(object waiter, string type)
    {
        if (BatonEventSource.Heard is not null)
        {
            Tell(new Report(ReportKind.WaitsInInitializer, waiter) { Detail = type }, later: true);
        }
    }

    /// <param name="frame">The frame that has the baton.</param>
    /// <param name="held">How long it has had the baton, at least.</param>
    /// <param name="waiting">How many frames wait behind it.</param>
    internal static void BatonHeld(string frame, TimeSpan held, int waiting)
    {
        if (IsHeard(BatonMeter.Current?.LongTurns))
        {
            Report report = new(ReportKind.BatonHeld, frame) { Seconds = Math.Round(held.TotalSeconds, 3), Number = waiting };
            Tell(report);
        }
    }

    /// <summary>Told by an errand: the caller is at the end of a wait.</summary>
    internal static void ClockFailed(Exception exception)
    {
        if (BatonEventSource.Heard is not null)
        {
            Tell(new Report(ReportKind.ClockFailed, exception.GetType()), later: true);
        }
    }

    /// <summary>Told by an errand: the caller has yet to do without what has failed.</summary>
    internal static void CallbackFailed(Exception exception)
    {
        if (BatonEventSource.Heard is not null)
        {
            Tell(new Report(ReportKind.CallbackFailed, string.Empty) { Detail = exception }, later: true);
        }
    }

    internal static void BlockedOutside(string what) => Tell(new Report(ReportKind.BlockedOutside, what));

    private static void CountResume() => Tell(new Report(ReportKind.Resumed, string.Empty));

    private static void MakeAll()
    {
        _ = BatonEventSource.Log;
        if (BatonMeter.Make() is { } failure)
        {
            Failed(failure);
        }

        LibraryUnloading.Watch();
        Triggers.Begin();
    }

    private static bool IsHeard(Instrument? counter) => BatonEventSource.Heard is not null || counter?.Enabled == true;

    // Without a listener no errand is sent.
    private static void Tell(in Report report, bool later)
    {
        if (!later)
        {
            Tell(report);
            return;
        }

        try
        {
            Errands.SendHome(new ActErrand<object>(static report => Tell((Report)report), report));
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // see the remarks
        }
    }

    private static void Tell(in Report report)
    {
        Commit.AssertNone("listeners are told");
        Prepare();
        using Quiet quiet = Quiet.Begin();
        try
        {
            report.Count();
        }
        catch (Exception e) // see the remarks
        {
            Failed(e);
        }

        try
        {
            report.Write();
        }
        catch (Exception e)
        {
            Failed(e);
        }
    }

    private static void Failed(Exception exception)
    {
        try
        {
            BatonEventSource.Heard?.ListenerFailed(FaultText.Of(exception));
        }
        catch (Exception)
        {
            // Also the listener that should hear of it has failed.
        }
    }
}
