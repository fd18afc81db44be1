namespace Baton;

/// <summary>Takes the baton back from a dropped coroutine's body when it has unwound, since nobody else is left to.</summary>
internal sealed class DroppedUnwinding<TIn, TOut>(CoroutineCore<TIn, TOut> core) : TimedUnwinding<TIn, TOut>(core)
{
    internal override void OnResumed(CoroutineCore<TIn, TOut> coroutine) => Telemetry.Dropped(coroutine);

    protected override void End(OutcomeKind kind)
    {
        if (kind != OutcomeKind.Quarantined)
        {
            Core.ReportUnobserved(); // before the thread is somebody else's: listeners are foreign code
        }

        Core.Settle(kind);
        DroppedCoroutines.End();
    }
}
