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
    internal bool IsToldBy(OperationCanceledException teller) => Canceled is { } canceled
        && (canceled.IsWhatWasTold(teller) || canceled.IsTokenOf(teller.CancellationToken));

    /// <summary>Is it listed, and to be told?</summary>
    internal bool IsToBeTold { get; set; }

    /// <summary>How many blocks of the scheduler had been canceled when this was, itself among them.</summary>
    internal long Number { get; set; }

    /// <summary>The block that was canceled before.</summary>
    internal BlockSource? Earlier { get; set; }

    /// <summary>The block that was canceled next.</summary>
    internal BlockSource? Later { get; set; }
}
