namespace Baton;

/// <summary>
/// The token of a disposal's caller, which gives the disposal up. All that may fail comes before the disposal begins: a caller who gets an
/// exception has begun nothing.
/// </summary>
internal sealed class GivingUpToken
{
    private const int Begun = 1; // the disposal has begun
    private const int Fired = 2; // the token has fired

    private readonly Action _giveUp;
    private CancellationTokenRegistration _registration; // none if the token cannot fire; the preparing thread
    private int _word; // Begun and Fired; interlocked, any thread

    private GivingUpToken(Action giveUp) => _giveUp = giveUp;

    /// <summary>Before the disposal begins: prepares that the token gives it up, until its end.</summary>
    /// <param name="end">The end of the disposal.</param>
    /// <param name="giveUp">
    /// Runs on the thread that fires the token, or that begins the disposal. Leaves word; does not wait, and does not throw.
    /// </param>
    /// <param name="token">The caller's.</param>
    /// <returns>Null: the token cannot fire.</returns>
    internal static GivingUpToken? Prepare(Task end, Action giveUp, CancellationToken token)
    {
        if (!token.CanBeCanceled)
        {
            return null;
        }

        GivingUpToken made = new(giveUp);
        made._registration = Uninterrupted.Register(static (made, _) => ((GivingUpToken)made!).Note(Fired), made, token);
        try
        {
            QuietContinuation.Hang(
                end, static (_, made) => ((GivingUpToken)made!)._registration.Unregister(), made, CancellationToken.None);
        }
        catch
        {
            made._registration.Unregister();
            throw;
        }

        return made;
    }

    /// <summary>The disposal has begun. A token that has fired gives it up at once. Does not fail.</summary>
    internal void Begin() => Note(Begun);

    private void Note(int what)
    {
        if ((Interlocked.Or(ref _word, what) | what) == (Begun | Fired))
        {
            _giveUp();
        }
    }
}
