namespace Baton;

/// <summary>
/// Takes the baton from a body that has ended its own suspension, since it was suspended in a static initialiser. No thread waits for it.
/// </summary>
internal sealed class LoneUnwinding<TIn, TOut>(CoroutineCore coroutine) : BatonReceiver<TOut>
{
    internal override void Receive(in Outcome<TOut> outcome)
    {
        CoroutineCore<TIn, TOut> core = (CoroutineCore<TIn, TOut>)coroutine;
        core.NoteClaimant();
        if (outcome.Kind != OutcomeKind.Quarantined)
        {
            core.ReportUnobserved(); // listeners are foreign code: they run before the thread can get another tenant
        }

        core.Settle(outcome.Kind);
    }
}
