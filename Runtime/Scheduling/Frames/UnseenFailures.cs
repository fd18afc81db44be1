namespace Baton;

/// <summary>Frames that failed, as long as no code has seen the failure. Holder of the baton only.</summary>
internal sealed class UnseenFailures
{
    private readonly List<UnseenFailure> _ofRun = []; // of a run: the failures come out at its end
    // Of a scheduler that users have created: a failure is reported when its frame is garbage, or at the disposal.
    private readonly List<WeakReference<FrameCore>> _alive = [];
    private FrameCore? _unlisted; // the newest for which a list had no memory; the frames are linked. Null: none; holder
    private int _sweepAt = 64; // when the lists reach this length, failures that were seen are removed; holder

    /// <summary>Is the scheduler that of a run, at whose end all failures come out?</summary>
    internal bool IsOfRun { get; set; }

    /// <summary>Does not fail: the frame has ended, and others are yet to learn of it.</summary>
    internal void Add(FrameCore frame)
    {
        if (frame.Unseen is null || !TryKeep(frame, frame.Unseen))
        {
            frame.Seat.Later = _unlisted;
            _unlisted = frame;
        }
    }

    private bool TryKeep(FrameCore frame, UnseenFailure unseen)
    {
        try
        {
            Keep(frame, unseen);
            return true;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return false;
        }
    }

    private void Keep(FrameCore frame, UnseenFailure unseen)
    {
        if (_ofRun.Count + _alive.Count >= _sweepAt)
        {
            _ofRun.RemoveAll(failed => failed.Frame is not { IsObserved: false });
            _alive.RemoveAll(failed => !failed.TryGetTarget(out FrameCore? alive) || alive.IsObserved);
            _sweepAt = Math.Max(64, (_ofRun.Count + _alive.Count) * 2);
        }

        if (IsOfRun || frame.Scheduler.Run is not null) // in a run of a test nothing depends on what is garbage
        {
            _ofRun.Add(unseen);
        }
        else
        {
            _alive.Add(new WeakReference<FrameCore>(frame));
        }
    }

    /// <summary>Has a frame failed whose failure is kept here?</summary>
    internal bool HasAny => _ofRun.Count + _alive.Count > 0 || _unlisted is not null;

    /// <summary>Removes and returns the frames whose failures no code has seen. These count as seen from then on.</summary>
    internal List<FrameCore> TakeAll()
    {
        if (!HasAny)
        {
            return [];
        }

        List<FrameCore> unseen = [];
        UnseenFailure[] failures = [.. _ofRun,
            .. _alive.Select(failed => failed.TryGetTarget(out FrameCore? alive) ? alive.Unseen : null).OfType<UnseenFailure>()];
        IEnumerable<FrameCore> frames = failures.Select(failed => failed.Frame).OfType<FrameCore>().Concat(TakeUnlisted());
        _ofRun.Clear();
        _alive.Clear();
        HashSet<Deadlock> seen = SeenDeadlocks(failures);
        foreach (FrameCore frame in frames.Where(frame => !frame.IsObserved))
        {
            frame.IsObserved = true;
            if ((frame.Failure as CoroutineDeadlockException)?.Deadlock is not { } deadlock || !seen.Contains(deadlock))
            {
                unseen.Add(frame);
            }
        }

        return unseen;
    }

    // Several frames fail by one deadlock. The deadlock has been seen if one of these failures was seen. A failure does not count as seen
    // if another frame ended by the same exception, and the failure of that frame was not seen.
    private static HashSet<Deadlock> SeenDeadlocks(UnseenFailure[] failures)
    {
        HashSet<Exception> passedOn = new(ReferenceEqualityComparer.Instance); // what an exception says it equals may be foreign code
        passedOn.UnionWith(failures.Select(failed => failed.Frame).OfType<FrameCore>().Where(frame => !frame.IsObserved)
            .Select(frame => frame.Failure!));
        return [.. failures.Where(failed => failed.Frame is not { IsObserved: false }).Select(failed => failed.DeadlockException)
            .OfType<CoroutineDeadlockException>().Where(seen => !passedOn.Contains(seen)).Select(seen => seen.Deadlock)
            .OfType<Deadlock>()];
    }

    private List<FrameCore> TakeUnlisted()
    {
        List<FrameCore> frames = [];
        for (; _unlisted is { } frame; frame.Seat.Later = null)
        {
            frames.Add(frame);
            _unlisted = frame.Seat.Later;
        }

        return frames;
    }

    /// <summary>Main's failure, or the one unseen failure, or all of them together. Null: there is none.</summary>
    /// <param name="main">Main's failure. Null: main has returned.</param>
    /// <param name="unseen">The frames whose failures nobody has seen.</param>
    internal static ThrownFault? Combine(ThrownFault? main, List<FrameCore> unseen)
    {
        List<ThrownFault> all = [.. unseen.Select(frame => frame.Fault!.Value)
            .Where(fault => !ReferenceEquals(fault.SourceException, main?.SourceException))];
        if (main is not null)
        {
            all.Insert(0, main.Value);
        }

        if (all.Count > 1 && !all.TrueForAll(fault => fault.SourceException is CoroutineDeadlockException))
        {
            return ThrownFault.Capture(new AggregateException(
                main is null ? "Several frames failed, and nobody awaited them." : "The main function failed, and so did frames that " +
                    "nobody awaited.",
                all.Select(fault => fault.SourceException)));
        }

        return all.Count > 0 ? all[0] : null; // a single failure, or deadlocks only, of which one is enough
    }
}
