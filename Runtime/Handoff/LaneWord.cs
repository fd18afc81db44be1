using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>The state of a lane, in one word that is changed by exchange.</summary>
/// <remarks>
/// <code>
/// from            to      changed by
/// Empty           Parked  taker, compare-exchange: it sleeps on _parking
/// Empty, Parked   Passed  passer, exchange: the baton and its message lie here
/// Posing          Passed  passer, exchange: as ever, but it releases nothing
/// Passed          Empty   taker, volatile write: it has taken baton and message
/// Parked          Empty   taker, compare-exchange: it gives up its wait, and no release is owed
/// Empty           Closed  taker, compare-exchange: it has gone for good
/// Closed          Passed  passer, exchange: it finds that nobody takes this baton
/// Passed          Closed  that passer, volatile write: nobody takes the next one either
/// Parked          Posing  photographer, compare-exchange: it writes _pose, then releases, as a passer would
/// Posing          Parked  taker, compare-exchange: the photo is taken, and it sleeps on
/// </code>
/// <para><b>Pairing.</b> The exchange to Passed releases the message and all that the passer wrote before; the acquiring read of Passed
/// pairs with it. Who changes Parked, to Passed or to Posing, owes exactly one <see cref="SemaphoreSlim.Release()"/>, and the taker waits
/// once for each. So the release of a photographer publishes the pose.</para>
/// <para><b>Why no wake-up is lost.</b> All changes are atomic and of one word, so they happen in one order. Parked first: the exchange
/// returns Parked, the passer releases, and the semaphore keeps the count until the taker waits. Passed first: the compare-exchange fails,
/// and the taker takes without sleeping. A pass onto a pose: the taker is awake, or the photographer's release is on its way, and the
/// compare-exchange back to Parked fails.</para>
/// <para><b>Why no baton is lost.</b> A pass onto a baton not yet taken finds Passed and throws before it writes the message; a second
/// release would also exceed the semaphore's maximum of one.</para>
/// <para><b>Why a pose changes no end of a wait.</b> A taker whose time is over, or that is interrupted, leaves by Parked to Empty. During
/// a pose that fails. The taker then waits for the release that is owed, takes or misses the photo, and tries again.</para>
/// </remarks>
internal struct LaneWord
{
    private int _word; // a LaneState; see the table

    /// <summary>Is the baton here? If so, its message may be read.</summary>
    internal bool HasBaton
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _word) == (int)LaneState.Passed;
    }

    /// <summary>Is the taker parked, posing or not? The next moment it may not be.</summary>
    internal bool IsTakerParked => (LaneState)Volatile.Read(ref _word) is LaneState.Parked or LaneState.Posing;

    /// <summary>Passer: the baton is here.</summary>
    /// <returns>
    /// What was there. Parked: the passer owes a release. Closed: nobody takes this baton. Passed: two threads think that they hold it.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal LaneState Pass() => (LaneState)Interlocked.Exchange(ref _word, (int)LaneState.Passed);

    /// <summary>Taker: has taken the baton and its message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void EndTake() => Volatile.Write(ref _word, (int)LaneState.Empty);

    /// <summary>Taker: parks. False: the baton is here.</summary>
    internal bool TryPark() => TryMove(LaneState.Empty, LaneState.Parked);

    /// <summary>Taker, parked: gives up its wait. False: a release is owed, and must be waited for.</summary>
    internal bool TryGiveUp() => TryMove(LaneState.Parked, LaneState.Empty);

    /// <summary>Taker, not parked: goes for good. False: the baton is here.</summary>
    internal bool TryClose() => TryMove(LaneState.Empty, LaneState.Closed);

    /// <summary>Passer, whose pass has found Closed: the taker has gone for good, and each later pass finds that too.</summary>
    internal void StayClosed() => Volatile.Write(ref _word, (int)LaneState.Closed);

    /// <summary>Photographer: asks for a photo, and owes a release. False: the taker is not parked, or poses already.</summary>
    internal bool TryPose() => TryMove(LaneState.Parked, LaneState.Posing);

    /// <summary>Taker, posing: sleeps on. False: the baton is here.</summary>
    internal bool TryEndPose() => TryMove(LaneState.Posing, LaneState.Parked);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryMove(LaneState from, LaneState to) => Interlocked.CompareExchange(ref _word, (int)to, (int)from) == (int)from;
}
