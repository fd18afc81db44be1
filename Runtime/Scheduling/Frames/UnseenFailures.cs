using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>Frames that failed, until somebody has been told. Holder of the baton only.</summary>
internal sealed class UnseenFailures
{
    private readonly List<FrameCore> _frames = [];                  // of a run: they come out at its end
    // Of a scheduler object: each is reported when it is garbage, or at the disposal.
    private readonly List<WeakReference<FrameCore>> _alive = [];
    private int _sweepAt = 64; // with so many failures in the lists, those are dropped that somebody has seen; holder

    /// <summary>Will there be an end, where all of them come out?</summary>
    internal bool IsOfRun { get; set; }

    internal void Add(FrameCore frame)
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

    /// <summary>Those that nobody has seen; they count as seen from here on.</summary>
    internal List<ExceptionDispatchInfo> TakeAll()
    {
        List<ExceptionDispatchInfo> unseen = [];
        _frames.AddRange(_alive.Select(failed => failed.TryGetTarget(out FrameCore? alive) ? alive : null).OfType<FrameCore>());
        _alive.Clear();
        HashSet<Deadlock> seen = SeenDeadlocks();
        foreach (FrameCore frame in _frames.Where(frame => !frame.IsObserved))
        {
            frame.IsObserved = true;
            if (DeadlockOf(frame) is not { } deadlock || !seen.Contains(deadlock))
            {
                unseen.Add(frame.Fault!);
            }
        }

        _frames.Clear();
        return unseen;
    }

    // Of a deadlock several frames are told. It has been seen if somebody saw one of them fail, and did not himself end by that, unseen.
    private HashSet<Deadlock> SeenDeadlocks()
    {
        HashSet<Exception> passedOn = [.. _frames.Where(frame => !frame.IsObserved).Select(frame => frame.Fault!.SourceException)];
        return [.. _frames.Where(frame => frame.IsObserved && !passedOn.Contains(frame.Fault!.SourceException)).Select(DeadlockOf)
            .OfType<Deadlock>()];
    }

    private static Deadlock? DeadlockOf(FrameCore frame) => (frame.Fault?.SourceException as CoroutineDeadlockException)?.Deadlock;

    /// <summary>Throws main's failure, or the one that nobody has seen, or all of them together.</summary>
    internal static void Throw(ExceptionDispatchInfo? main, List<ExceptionDispatchInfo> all)
    {
        all.RemoveAll(fault => ReferenceEquals(fault.SourceException, main?.SourceException));
        if (main is not null)
        {
            all.Insert(0, main);
        }

        if (all.Count > 1 && !all.TrueForAll(fault => fault.SourceException is CoroutineDeadlockException))
        {
            throw new AggregateException(
                main is null ? "Several frames failed, and nobody awaited them." : "The main function failed, and so did frames that " +
                    "nobody awaited.",
                all.Select(fault => fault.SourceException));
        }

        all.FirstOrDefault()?.Throw(); // of a deadlock each frame was told the same
    }
}
