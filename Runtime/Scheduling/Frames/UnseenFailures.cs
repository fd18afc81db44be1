namespace Baton;

/// <summary>Frames that failed, as long as no code has seen the failure. Holder of the baton only.</summary>
internal sealed class UnseenFailures
{
    private readonly List<FrameCore> _frames = [];                  // of a run: their failures come out at its end
    // Of a scheduler that users have created: a failure is reported when its frame is garbage, or at the disposal.
    private readonly List<WeakReference<FrameCore>> _alive = [];
    private FrameCore? _unlisted; // the newest for which a list had no memory; the frames are linked. Null: none; holder
    private int _sweepAt = 64; // when the lists reach this length, failures that were seen are removed; holder

    /// <summary>Is the scheduler that of a run, at whose end all failures come out?</summary>
    internal bool IsOfRun { get; set; }

    /// <summary>Does not fail: the frame has ended, and others are yet to learn of it.</summary>
    internal void Add(FrameCore frame)
    {
        try
        {
            Keep(frame);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            frame.Seat.Later = _unlisted;
            _unlisted = frame;
        }
    }

    private void Keep(FrameCore frame)
    {
        if (_frames.Count + _alive.Count >= _sweepAt)
        {
            _frames.RemoveAll(failed => failed.IsObserved);
            _alive.RemoveAll(failed => !failed.TryGetTarget(out FrameCore? alive) || alive.IsObserved);
            _sweepAt = Math.Max(64, (_frames.Count + _alive.Count) * 2);
        }

        if (IsOfRun)
        {
            _frames.Add(frame);
        }
        else
        {
            _alive.Add(new WeakReference<FrameCore>(frame));
        }
    }

    /// <summary>Removes and returns the failures that no code has seen. They count as seen from then on.</summary>
    internal List<ThrownFault> TakeAll()
    {
        List<ThrownFault> unseen = [];
        _frames.AddRange(_alive.Select(failed => failed.TryGetTarget(out FrameCore? alive) ? alive : null).OfType<FrameCore>());
        _alive.Clear();
        for (; _unlisted is { } frame; frame.Seat.Later = null)
        {
            _frames.Add(frame);
            _unlisted = frame.Seat.Later;
        }

        HashSet<Deadlock> seen = SeenDeadlocks();
        foreach (FrameCore frame in _frames.Where(frame => !frame.IsObserved))
        {
            frame.IsObserved = true;
            if (DeadlockOf(frame) is not { } deadlock || !seen.Contains(deadlock))
            {
                unseen.Add(frame.Fault!.Value);
            }
        }

        _frames.Clear();
        return unseen;
    }

    // Several frames fail by one deadlock. The deadlock has been seen if one of these failures was seen. A failure does not count as seen
    // if another frame ended by the same exception, and the failure of that frame was not seen.
    private HashSet<Deadlock> SeenDeadlocks()
    {
        HashSet<Exception> passedOn = [.. _frames.Where(frame => !frame.IsObserved).Select(frame => frame.Failure!)];
        return [.. _frames.Where(frame => frame.IsObserved && !passedOn.Contains(frame.Failure!)).Select(DeadlockOf)
            .OfType<Deadlock>()];
    }

    private static Deadlock? DeadlockOf(FrameCore frame) => (frame.Failure as CoroutineDeadlockException)?.Deadlock;

    /// <summary>Throws main's failure, or the one unseen failure, or all of them together.</summary>
    internal static void Throw(ThrownFault? main, List<ThrownFault> all)
    {
        all.RemoveAll(fault => ReferenceEquals(fault.SourceException, main?.SourceException));
        if (main is not null)
        {
            all.Insert(0, main.Value);
        }

        if (all.Count > 1 && !all.TrueForAll(fault => fault.SourceException is CoroutineDeadlockException))
        {
            throw new AggregateException(
                main is null ? "Several frames failed, and nobody awaited them." : "The main function failed, and so did frames that " +
                    "nobody awaited.",
                all.Select(fault => fault.SourceException));
        }

        if (all.Count > 0)
        {
            all[0].Throw(); // a single failure, or deadlocks only, of which one is enough
        }
    }
}
