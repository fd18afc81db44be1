namespace Baton;

/// <summary>Takes the baton back from a dropped coroutine's body when it has unwound, since nobody else is left to.</summary>
internal sealed class DroppedReceiver<TIn, TOut> : BatonReceiver<TIn, TOut>
{
    internal static DroppedReceiver<TIn, TOut> Instance { get; } = new();

    internal override void OnResumed(CoroutineCore<TIn, TOut> coroutine) => Telemetry.Dropped(coroutine);

    internal override void Receive(CoroutineCore<TIn, TOut> coroutine, in Outcome<TOut> outcome)
    {
        if (coroutine.Settle(outcome.Kind) is { } fault)
        {
            Telemetry.Unobserved(coroutine, fault.SourceException);
        }

        DroppedCoroutines.End();
    }
}
