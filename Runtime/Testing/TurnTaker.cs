namespace Baton.Testing;

/// <summary>A thread of a run, as to its turn. Belongs to the thread that has the turn.</summary>
/// <remarks>
/// Who gives the turn up chooses the next thread and gives it the turn by its signal; the two pair as release and acquire. So there is no
/// lock.
/// </remarks>
internal abstract class TurnTaker : ControlledThread
{
    private readonly TurnSignal _signal = new();
    private TurnTaker? _asker;  // who has asked whether what this thread waits for has come; the thread with the turn
    private bool _answer;       // to that; the thread with the turn

    /// <summary>The thread with the turn: gives it to this thread.</summary>
    internal void Give() => _signal.Give();

    /// <summary>The conductor: waits for the turn. False: it did not come in so many milliseconds.</summary>
    internal bool TryAwaitTurn(int timeout) => _signal.TryAwait(timeout);

    private protected void AwaitTurn()
    {
        do
        {
            _signal.Await();
        }
        while (TryAnswer());
    }

    /// <summary>Another thread, which has the turn: this thread looks whether what it waits for has come.</summary>
    private protected bool Ask()
    {
        TurnTaker asker = (TurnTaker)Current!;
        _asker = asker;
        _signal.Give();
        asker._signal.Await();
        return _answer;
    }

    /// <summary>The thread itself: has what it waits for come?</summary>
    private protected abstract bool Look();

    private bool TryAnswer()
    {
        if (_asker is not { } asker)
        {
            return false;
        }

        _asker = null;
        _answer = Look();
        asker._signal.Give();
        return true;
    }
}
