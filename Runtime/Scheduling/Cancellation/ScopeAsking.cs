namespace Baton;

/// <summary>How a scope is canceled by code that runs anywhere.</summary>
internal static class ScopeAsking
{
    /// <summary>
    /// Any thread, perhaps with the baton of the scope's scheduler: cancels the scope. Without that baton, callbacks of the token run on
    /// the calling thread, and what they throw comes out.
    /// </summary>
    /// <param name="scope">The scope.</param>
    /// <param name="cause">See <see cref="TokenFiring.Fire"/>.</param>
    internal static void CancelHere(this ScopeCore scope, CancellationToken? cause = null)
    {
        if (scope.Scheduler is null)
        {
            scope.CancelOutside(byBlock: false);
        }
        else if (BatonHere.IsOf(scope.Scheduler))
        {
            scope.Cancellation.Cancel();
        }
        else
        {
            scope.Cancellation.CancelAtOnce(cause);
        }
    }

    /// <summary>A thread without a baton: cancels the scope. An errand runs the callbacks of the token.</summary>
    internal static void CancelElsewhere(this ScopeCore scope)
    {
        if (scope.Scheduler is null)
        {
            scope.CancelOutside(byBlock: false);
        }
        else if (!scope.IsOver)
        {
            ScopeWord word = new(scope); // before anything changes
            word.Callbacks = scope.Cancellation.FireToken();
            word.Leave();
        }
    }
}
