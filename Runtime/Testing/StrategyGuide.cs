namespace Baton.Testing;

/// <summary>A strategy makes the decisions.</summary>
internal sealed class StrategyGuide(Strategy strategy) : Guide
{
    internal override bool SeesAll => strategy.SeesAll;

    internal override bool GivesWay => true;

    internal override void SeeBlocked(ReadOnlySpan<PendingOperation> blocked) => strategy.SeeBlocked(blocked);

    internal override void GiveWay() => strategy.GiveWay();

    internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at)
    {
        int index = strategy.Pick(enabled, at);
        return (uint)index < (uint)enabled.Length || (index < 0 && strategy.SeesAll) ? index : throw new InvalidOperationException(
            $"The strategy {strategy.GetType()} has picked {index}, where 0 to {enabled.Length - 1} can go on.");
    }

    internal override int? Choose(int count, long step) => strategy.ChooseValue(count);
}
