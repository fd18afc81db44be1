namespace Baton;

/// <summary>
/// One exception has told a frame, or blocks that the frame ran: when, by the scheduler's count of moments. What was told in that time was
/// told by that exception. The frame's own thread only.
/// </summary>
/// <param name="isOfFrame">Has it told the frame itself?</param>
/// <param name="began">When the exception began to tell.</param>
/// <param name="home">The coroutine in whose body it has told. 0: in none.</param>
internal sealed class Telling(bool isOfFrame, long began, long home)
{
    private long _ended = long.MaxValue; // when the next exception began to tell; own thread

    internal bool IsOfFrame => isOfFrame;

    internal long Home => home;

    /// <summary>Has the exception told what was told at that moment?</summary>
    /// <param name="toldAt">0: it was not told.</param>
    internal bool Covers(long toldAt) => toldAt > began && toldAt < _ended;

    internal void End(long moment) => _ended = Math.Min(_ended, moment);
}
