namespace Baton.Testing;

/// <summary>One wait of foreign code for handles. Whoever gives the turn up looks whether it is over, and takes what ends it.</summary>
/// <param name="wait">Waits for so many milliseconds, and is called with 0. Works on any thread, but for a mutex of the system's.</param>
internal sealed class ForeignLook(Func<int, int> wait)
{
    private int _result = WaitHandle.WaitTimeout;   // what the wait has returned; the thread with the turn
    private ThrownFault? _fault;                    // what it has thrown; null: nothing. The thread with the turn

    /// <summary>What the wait has returned. Throws what it has thrown.</summary>
    internal int Result
    {
        get
        {
            _fault?.Throw();
            return _result;
        }
    }

    /// <summary>
    /// The time limit for a wait of so many milliseconds; −1: none. .NET has taken off what has passed in real time, some milliseconds, and
    /// that is no part of a schedule. So the limit is the next round number: such a wait may end late, and never early.
    /// </summary>
    internal static TimeSpan Limit(int timeout)
    {
        int unit = timeout switch
        {
            >= 1000 => 100,
            >= 100 => 10,
            >= 10 => 5,
            _ => 1,
        };
        return timeout < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds((timeout + (unit - 1L)) / unit * unit);
    }

    /// <summary>The thread with the turn: is the wait over? From then on it is.</summary>
    internal bool Look()
    {
        if (_result != WaitHandle.WaitTimeout || _fault is not null)
        {
            return true;
        }

        try
        {
            Uninterrupted.Run(static look => look.Ask(), this); // an interrupt of the thread that looks is none of that wait
        }
        catch (Exception e) // for the thread that waits
        {
            _fault = ThrownFault.Capture(e);
        }

        return _result != WaitHandle.WaitTimeout || _fault is not null;
    }

    private void Ask() => _result = wait(0);
}
