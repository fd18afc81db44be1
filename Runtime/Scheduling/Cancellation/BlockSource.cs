namespace Baton;

/// <summary>
/// The source of a scope's token, and the place of its canceled block among those of the scheduler. What is not the source belongs to
/// <see cref="BlockCancellations"/>.
/// </summary>
internal sealed class BlockSource : CausedSource
{
    /// <summary>The cancellation, from the block's until the block has ended. Null otherwise, for users may keep the token.</summary>
    internal ScopeCancellation? Canceled { get; set; }

    internal bool IsListed => Canceled is not null;

    /// <summary>Holder: is it listed, and has the exception told the block, or does it name a token of the scope?</summary>
    internal bool IsToldBy(OperationCanceledException teller) => Canceled is { ToldAt: > 0 } canceled
        && (canceled.IsWhatWasTold(teller) || canceled.IsTokenOf(teller.CancellationToken));

    /// <summary>Is it listed, and to be told?</summary>
    internal bool IsToBeTold { get; set; }

    /// <summary>Holder: when the block was canceled, by the scheduler's count of moments. 0: never.</summary>
    internal long AskedAt { get; private set; }

    /// <summary>Holder: when the scope was canceled, by itself or with something wider, by the same count. 0: it is not canceled.</summary>
    internal long CanceledAt { get; private set; }

    /// <summary>Holder: is it held back in a disposal that has begun at that moment? 0: there is no disposal.</summary>
    internal bool IsForDisposal(long moment) => AskedAt > 0 && AskedAt < moment;

    /// <summary>Holder: the block is canceled, unless it was before.</summary>
    internal void NoteAsked(SchedulerCore scheduler) => AskedAt = AskedAt > 0 ? AskedAt : scheduler.NextMoment();

    /// <summary>Holder; outside every scheduler, under the gate: the scope is canceled, unless it was before.</summary>
    internal void NoteCanceled(SchedulerCore? scheduler) =>
        CanceledAt = CanceledAt > 0 || scheduler is not { IsClosed: false } ? CanceledAt : scheduler.NextMoment();

    /// <summary>How many blocks of the scheduler had been canceled when this was, itself among them.</summary>
    internal long Number { get; set; }

    /// <summary>The block that was canceled before.</summary>
    internal BlockSource? Earlier { get; set; }

    /// <summary>The block that was canceled next.</summary>
    internal BlockSource? Later { get; set; }
}
