namespace Baton;

/// <summary>
/// The baton between one resumer and one body, the heart of the library: two lanes, one per direction.
/// </summary>
/// <remarks>
/// <code>
/// the resumer                          the body, on its worker's thread
/// Resume: passes on ToBody      -->    takes from ToBody, runs
/// takes from ToResumer, runs    &lt;--    suspends or ends: passes on ToResumer
/// </code>
/// <para>Between a pass on one lane and the take from the other a side is waiting; otherwise it holds the baton. Which thread
/// may be the resumer is decided before, by the claim on the coroutine's status; which may be the body, by being its worker.
/// With that, each lane has one passer and one taker at a time, which is all a <see cref="Lane{T}"/> asks.</para>
/// <para>What a side wrote before it passed is visible to the side that takes: the lane's exchange releases, its read acquires.
/// Each side's waiting is tuned apart: how long a body computes says nothing about how long its resumer stays away.</para>
/// </remarks>
internal sealed class Handoff<TIn, TOut>(SpinLease lease)
{
    private readonly Lane<Signal<TIn>> _toBody = new();
    private readonly Lane<Outcome<TOut>> _toResumer = new();
    private SpinTuner _bodyTuner = new(SpinTuner.Short);        // body only
    private SpinTuner _resumerTuner = new(SpinTuner.Horizon);   // resumer only: it holds the claim

    /// <summary>Resumer: gives the baton to the body.</summary>
    internal void PassToBody(in Signal<TIn> signal) => _toBody.Pass(signal);

    /// <summary>Resumer: waits for the baton to come back.</summary>
    internal Outcome<TOut> TakeFromBody() => _toResumer.Take(lease, ref _resumerTuner);

    /// <summary>Resumer: as <see cref="TakeFromBody"/>, for at most <paramref name="timeout"/> milliseconds; then nobody waits any more.</summary>
    /// <returns>False when the lane was closed: the body finds nobody when it passes.</returns>
    internal bool TryTakeFromBody(int timeout, out Outcome<TOut> outcome)
    {
        if (_toResumer.TryTake(timeout, lease, ref _resumerTuner, out outcome))
        {
            return true;
        }

        if (_toResumer.TryClose())
        {
            return false;
        }

        outcome = TakeFromBody(); // it came at the last moment
        return true;
    }

    /// <summary>Body: gives the baton back. False when the resumer has gone away.</summary>
    internal bool PassToResumer(in Outcome<TOut> outcome) => _toResumer.Pass(outcome, isAnswer: true);

    /// <summary>Body: waits to be resumed.</summary>
    internal Signal<TIn> TakeFromResumer() => _toBody.Take(lease, ref _bodyTuner);

    /// <summary>Nobody waits for the body while it runs, so its lease is better used elsewhere.</summary>
    internal void ReleaseLease() => lease.Release();

    /// <summary>Is the body's thread asleep, waiting to be resumed?</summary>
    internal bool IsBodyParked => _toBody.IsTakerParked;
}
