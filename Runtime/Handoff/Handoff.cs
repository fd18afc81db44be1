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
/// <para>Between its pass on one lane and its take from the other a side waits; otherwise it holds the baton. The claim on the coroutine's
/// status has decided before which thread is the resumer. The body is its worker's thread. So each lane has one passer and one taker at a
/// time, which is all that a <see cref="Lane{T}"/> asks.</para>
/// <para>A worker keeps its handoff from one coroutine to the next with the same types. A coroutine has it until its claimant has taken
/// the last baton. A handoff with a closed lane is not kept.</para>
/// <para>What a side wrote before it passed is visible to the side that takes: the lane's exchange releases, its read acquires.
/// Each side's waiting is tuned apart: how long a body computes says nothing about how long its resumer stays away.</para>
/// </remarks>
internal sealed class Handoff<TIn, TOut>(SpinLease lease)
{
    /// <summary>
    /// May a worker keep it? One of types that can be unloaded would keep these from it, for as long as the thread is idle.
    /// </summary>
    internal static readonly bool MayBeKept = !typeof(Handoff<TIn, TOut>).IsCollectible;

    private readonly Lane<Signal<TIn>> _toBody = new();
    private readonly Lane<Outcome<TOut>> _toResumer = new();
    private SpinTuner _bodyTuner = new(SpinTuner.Short);        // the body's waiting; the body, Renew
    private SpinTuner _resumerTuner = new(SpinTuner.Horizon);   // the resumer's waiting; the resumer, Renew

    /// <summary>The claimant of a new coroutine: takes the handoff that the worker has kept, if its types fit, or makes one.</summary>
    internal static Handoff<TIn, TOut> Renew(object? kept, SpinLease lease)
    {
        if (kept is not Handoff<TIn, TOut> handoff)
        {
            return new Handoff<TIn, TOut>(lease);
        }

        handoff._bodyTuner = new SpinTuner(SpinTuner.Short); // another body waits in other ways
        handoff._resumerTuner = new SpinTuner(SpinTuner.Horizon);
        return handoff;
    }

    /// <summary>Resumer: gives the baton to the body.</summary>
    internal void PassToBody(in Signal<TIn> signal) => _toBody.Pass(signal);

    /// <summary>
    /// Resumer: waits for the baton to come back, but gives up when it has been parked for <paramref name="timeout"/> milliseconds.
    /// −1: never.
    /// </summary>
    internal bool TryTakeFromBody(int timeout, out Outcome<TOut> outcome) =>
        _toResumer.TryTake(timeout, lease, ref _resumerTuner, out outcome);

    /// <summary>
    /// Resumer: goes away. From then on the body finds no resumer when it passes. False when the baton is here, and must be taken.
    /// </summary>
    internal bool TryLeave() => _toResumer.TryClose();

    /// <summary>Body: gives the baton back. False when the resumer has gone away.</summary>
    internal bool PassToResumer(in Outcome<TOut> outcome) => _toResumer.Pass(outcome, isAnswer: true);

    /// <summary>Body: waits to be resumed.</summary>
    internal Signal<TIn> TakeFromResumer() => _toBody.Take(lease, ref _bodyTuner);

    /// <summary>
    /// Body: as <see cref="TakeFromResumer"/>, but gives up when it has been parked for <paramref name="timeout"/> milliseconds.
    /// </summary>
    internal bool TryTakeFromResumer(int timeout, out Signal<TIn> signal) => _toBody.TryTake(timeout, lease, ref _bodyTuner, out signal);

    /// <summary>Where the body waits to be resumed.</summary>
    internal LaneBase BodysLane => _toBody;

    /// <summary>Where the resumer waits for the body.</summary>
    internal LaneBase ResumersLane => _toResumer;

    /// <summary>Gives the lease back: no side waits in this handoff for a while, so the lease is better used elsewhere.</summary>
    internal void ReleaseLease() => lease.Release();

    /// <summary>Is the body's thread asleep, waiting to be resumed?</summary>
    internal bool IsBodyParked => _toBody.IsTakerParked;
}
