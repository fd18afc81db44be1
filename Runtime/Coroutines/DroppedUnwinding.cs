namespace Baton;

/// <summary>Takes the baton back from a dropped coroutine's body when it has unwound, since no resumer is left to do so.</summary>
internal sealed class DroppedUnwinding<TIn, TOut>(CoroutineCore<TIn, TOut> core) : TimedUnwinding<TIn, TOut>(core)
{
    internal override void OnResumed() => Telemetry.Dropped(Core);

    protected override void End(OutcomeKind kind)
    {
        if (kind != OutcomeKind.Quarantined)
        {
            Core.ReportUnobserved(); // before the thread can get another tenant: listeners are foreign code
        }

        Core.Settle(kind);
        DroppedCoroutines.End();
    }
}
