namespace Baton.Testing;

/// <summary>Other strategies by turns, one for each schedule.</summary>
internal sealed class PortfolioStrategy(params Strategy[] strategies) : Strategy
{
    private Strategy _current = strategies[0]; // of this schedule; the exploring thread

    protected internal override bool Begin(ulong seed, long index)
    {
        _current = strategies[index % strategies.Length];
        return _current.Begin(seed, index / strategies.Length);
    }

    internal override int Learns => strategies.Length;

    internal override Strategy? Copy()
    {
        Strategy[] copies = [.. strategies.Select(static strategy => strategy.Copy()).OfType<Strategy>()];
        return copies.Length == strategies.Length ? new PortfolioStrategy(copies) : null;
    }

    internal override void End(int steps) => _current.End(steps);

    protected internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at) => _current.Pick(enabled, at);
}
