using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>Frames that failed, as long as no code has seen the failure. Holder of the baton only.</summary>
internal sealed class UnseenFailures
{
    private readonly List<UnseenFailure> _ofRun = []; // of a run: the failures come out at its end
    // Of a scheduler that users have created: a failure is reported when its frame is garbage, or at the disposal.
    private readonly List<WeakReference<FrameCore>> _alive = [];
    private int _sweepAt = 64; // when the lists reach this length, failures that were seen are removed; holder

    /// <summary>Is the scheduler that of a run, at whose end all failures come out?</summary>
    internal bool IsOfRun { get; set; }

    internal void Add(FrameCore frame)
    {
        if (_ofRun.Count + _alive.Count >= _sweepAt)
        {
            _ofRun.RemoveAll(failed => failed.Frame is not { IsObserved: false });
            _alive.RemoveAll(failed => !failed.TryGetTarget(out FrameCore? alive) || alive.IsObserved);
            _sweepAt = Math.Max(64, (_ofRun.Count + _alive.Count) * 2);
        }

        if (IsOfRun)
        {
            _ofRun.Add(frame.Unseen!);
        }
        else
        {
            _alive.Add(new WeakReference<FrameCore>(frame));
        }
    }

    /// <summary>Removes and returns the failures that no code has seen. They count as seen from then on.</summary>
    internal List<ExceptionDispatchInfo> TakeAll()
    {
        List<ExceptionDispatchInfo> unseen = [];
        UnseenFailure[] failures = [.. _ofRun,
            .. _alive.Select(failed => failed.TryGetTarget(out FrameCore? alive) ? alive.Unseen : null).OfType<UnseenFailure>()];
        _ofRun.Clear();
        _alive.Clear();
        HashSet<Deadlock> seen = SeenDeadlocks(failures);
        foreach (FrameCore frame in failures.Select(failed => failed.Frame).OfType<FrameCore>().Where(frame => !frame.IsObserved))
        {
            frame.IsObserved = true;
            if ((frame.Fault!.SourceException as CoroutineDeadlockException)?.Deadlock is not { } deadlock || !seen.Contains(deadlock))
            {
                unseen.Add(frame.Fault!);
            }
        }

        return unseen;
    }

    // Several frames fail by one deadlock. The deadlock has been seen if one of these failures was seen. A failure does not count as seen
    // if another frame ended by the same exception, and the failure of that frame was not seen.
    private static HashSet<Deadlock> SeenDeadlocks(UnseenFailure[] failures)
    {
        HashSet<Exception> passedOn = [.. failures.Select(failed => failed.Frame).OfType<FrameCore>().Where(frame => !frame.IsObserved)
            .Select(frame => frame.Fault!.SourceException)];
        return [.. failures.Where(failed => failed.Frame is not { IsObserved: false }).Select(failed => failed.DeadlockException)
            .OfType<CoroutineDeadlockException>().Where(seen => !passedOn.Contains(seen)).Select(seen => seen.Deadlock)
            .OfType<Deadlock>()];
    }

    /// <summary>Main's failure, or the one unseen failure, or all of them together. Null: there is none.</summary>
    internal static ExceptionDispatchInfo? Combine(ExceptionDispatchInfo? main, List<ExceptionDispatchInfo> all)
    {
        all.RemoveAll(fault => ReferenceEquals(fault.SourceException, main?.SourceException));
        if (main is not null)
        {
            all.Insert(0, main);
        }

        if (all.Count > 1 && !all.TrueForAll(fault => fault.SourceException is CoroutineDeadlockException))
        {
            return ExceptionDispatchInfo.Capture(new AggregateException(
                main is null ? "Several frames failed, and nobody awaited them." : "The main function failed, and so did frames that " +
                    "nobody awaited.",
                all.Select(fault => fault.SourceException)));
        }

        return all.FirstOrDefault(); // a single failure, or deadlocks only, of which one is enough
    }
}
