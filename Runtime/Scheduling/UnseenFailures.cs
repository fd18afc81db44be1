using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>Frames that failed, until somebody has been told. Holder of the baton only.</summary>
internal sealed class UnseenFailures
{
    /// <summary>So many a scheduler object remembers for its disposal; a run, all of them.</summary>
    internal const int Most = 1024;

    private readonly List<FrameCore> _frames = [];
    private int _sweepAt = 64;

    /// <summary>Will there be an end, where all of them come out?</summary>
    internal bool IsOfRun { get; set; }

    internal void Add(FrameCore frame)
    {
        if (_frames.Count >= _sweepAt)
        {
            _frames.RemoveAll(failed => failed.IsObserved);
            if (!IsOfRun && _frames.Count >= Most)
            {
                _frames.RemoveRange(0, Most / 2); // each is reported when it is garbage
            }

            _sweepAt = Math.Max(64, _frames.Count * 2);
        }

        _frames.Add(frame);
    }

    /// <summary>Those that nobody has seen; they count as seen from here on.</summary>
    internal List<ExceptionDispatchInfo> TakeAll()
    {
        List<ExceptionDispatchInfo> unseen = [];
        foreach (FrameCore frame in _frames.Where(frame => !frame.IsObserved))
        {
            frame.IsObserved = true;
            unseen.Add(frame.Fault!);
        }

        _frames.Clear();
        return unseen;
    }

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
            throw new AggregateException("Several frames failed, and nobody awaited them.", all.Select(fault => fault.SourceException));
        }

        all.FirstOrDefault()?.Throw(); // of a deadlock each frame was told the same
    }
}
