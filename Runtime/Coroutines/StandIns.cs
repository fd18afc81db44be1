namespace Baton;

/// <summary>The exceptions that left a body in place of the signal to stop, which a library has caught and dropped.</summary>
/// <remarks>
/// <see cref="Note"/> is for an exception filter around the body that catches nothing. A filter runs before any clean-up does, so it sees
/// the signal unless the signal was caught. The variable of a catch with a filter is no help: it names the last exception for which the
/// filter ran. Clean-up may have thrown that one and caught it again.
/// </remarks>
internal struct StandIns
{
    private List<Exception>? _exceptions;   // left after the signal was raised and before it came here; the body's thread
    private bool _signalArrived;            // what leaves from now on is a failure of clean-up; the body's thread

    /// <summary>An exception is about to leave the body.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="isSignal">Is it the signal, wrapped or not?</param>
    /// <param name="wasRaised">Has the signal been raised in the body?</param>
    /// <returns>False.</returns>
    internal bool Note(Exception exception, bool isSignal, bool wasRaised)
    {
        _signalArrived |= isSignal;
        if (wasRaised && !_signalArrived)
        {
            (_exceptions ??= []).Add(exception);
        }

        return false;
    }

    /// <summary>Did the exception that came out leave in place of the signal?</summary>
    internal readonly bool Contains(Exception exception) => _exceptions?.Exists(one => ReferenceEquals(one, exception)) == true;
}
