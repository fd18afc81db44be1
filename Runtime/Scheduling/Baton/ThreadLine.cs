namespace Baton;

/// <summary>
/// Frames that have had their turn and found no thread: those for which a frame with a thread waits, and behind them the others. Each of
/// the two is first in, first out. Holder of the baton only.
/// </summary>
/// <remarks>
/// A frame that has begun keeps its thread until what it waits for has ended. Were new frames served first, all threads would soon belong
/// to frames that wait. The others are not starved: after some frames that went first, one of them has its turn.
/// </remarks>
internal sealed class ThreadLine
{
    private readonly FrameLine _awaited = new();
    private readonly FrameLine _others = new();
    private int _ahead; // how many have gone first since one of the others was taken; holder

    internal int Count => _awaited.Count + _others.Count;

    /// <summary>How many of them are waited for.</summary>
    internal int Awaited => _awaited.Count;

    /// <summary>The one that came last, of those that are waited for. Null: none.</summary>
    internal FrameCore? NewestAwaited => _awaited.Last;

    internal void Add(FrameCore frame) => (frame.IsAwaitedByThread() ? _awaited : _others).Add(frame);

    /// <summary>A frame with a thread waits for this one from now on.</summary>
    /// <returns>False: another did before.</returns>
    internal bool TryHurry(FrameCore frame)
    {
        if (!_others.TryRemove(frame))
        {
            return false;
        }

        _awaited.Add(frame);
        return true;
    }

    internal void Remove(FrameCore frame)
    {
        if (!_awaited.TryRemove(frame))
        {
            _others.TryRemove(frame);
        }
    }

    /// <summary>Takes the next. Null: none waits.</summary>
    internal FrameCore? Take()
    {
        bool isTurnOfOthers = _awaited.Count == 0 || (_others.Count > 0 && _ahead >= WorkQueue.MostAhead);
        _ahead = isTurnOfOthers || _others.Count == 0 ? 0 : _ahead + 1;
        FrameLine line = isTurnOfOthers ? _others : _awaited;
        FrameCore? frame = line.First;
        if (frame is not null)
        {
            line.TryRemove(frame);
        }

        return frame;
    }
}
