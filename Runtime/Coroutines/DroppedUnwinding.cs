namespace Baton;

/// <summary>Takes the baton from a dropped coroutine's body when the body has unwound, since no resumer is left to take it.</summary>
internal sealed class DroppedUnwinding<TIn, TOut>(CoroutineCore<TIn, TOut> core) : TimedUnwinding<TIn, TOut>(core)
{
    internal override void OnResumed() => Telemetry.Dropped(Core);

    protected override void End(OutcomeKind kind)
    {
        if (kind != OutcomeKind.Quarantined)
        {
            Core.ReportUnobserved(); // listeners are foreign code: they run before the thread can get another tenant
        }

        Core.Settle(kind);
        DroppedCoroutines.End();
    }
}
