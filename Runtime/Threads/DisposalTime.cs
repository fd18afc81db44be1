using System.Diagnostics;

namespace Baton;

/// <summary>
/// The time that all disposals of one object have together. It begins with the first of them, and does not begin again. Any thread.
/// </summary>
/// <param name="limit">0 or more, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
internal sealed class DisposalTime(TimeSpan limit)
{
    private const int Begun = 1;
    private const int Known = 2;

    private TimeLeft _left; // the first disposal, before Known
    private long _begin;    // the first disposal, before Known
    private int _state;     // 0: no disposal has begun; Begun: the first is about to say when; Known; interlocked, once each

    /// <summary>0: the time is over. An infinite limit stays infinite.</summary>
    internal TimeSpan Left => IsKnown ? _left.Left : limit; // of a time that begins this moment, all is left

    /// <summary>The time since the first disposal has begun. 0: none has.</summary>
    internal TimeSpan Elapsed => IsKnown ? Stopwatch.GetElapsedTime(_begin) : TimeSpan.Zero;

    private bool IsKnown => Volatile.Read(ref _state) == Known;

    /// <summary>A disposal begins. Has no effect if one has begun before. Does not fail.</summary>
    internal void Begin()
    {
        if (Interlocked.CompareExchange(ref _state, Begun, 0) == 0)
        {
            _left = new TimeLeft(limit, TimeProvider.System);
            _begin = Stopwatch.GetTimestamp();
            Volatile.Write(ref _state, Known);
        }
    }
}
