namespace Baton;

/// <summary>
/// How old a scheduler's turn is, as far as looks can tell: the turn that a look has found last, and since when looks have found it. All
/// that look at the scheduler share it.
/// </summary>
/// <remarks>
/// No clock is read when the baton passes. So the age is a lower bound: it is 0 when a look finds the turn for the first time. Times are
/// those of <see cref="Environment.TickCount64"/>.
/// </remarks>
internal sealed class SeenTurn
{
    private static readonly Gate s_gate = new(); // of all schedulers: looks are rare

    private int? _turn;     // its number; null: no look has found a turn. Under s_gate
    private long _since;    // when the turn was there at the latest. Under s_gate

    /// <summary>Any thread: a look has found a frame that has the baton.</summary>
    /// <param name="turn">The number of the turn: see <see cref="ReadyFrames.Turns"/>.</param>
    /// <param name="at">When the look found it.</param>
    /// <param name="begun">The turn had begun by then, as the frame itself has noted. At most <paramref name="at"/>.</param>
    /// <returns>How long the turn had lasted at that time, at least.</returns>
    internal TimeSpan See(int turn, long at, long begun)
    {
        using (s_gate.Enter())
        {
            if (_turn is not null && at < _since)
            {
                return TimeSpan.Zero; // the look was held up, and a later one has found a later turn
            }

            _since = _turn == turn ? Math.Min(_since, begun) : begun;
            _turn = turn;
            return TimeSpan.FromMilliseconds(at - _since);
        }
    }
}
