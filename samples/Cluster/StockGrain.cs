using Orleans.Placement;

namespace Baton.Samples;

/// <summary>What there is of an item.</summary>
[RandomPlacement]
public sealed class StockGrain : Grain, IStockGrain
{
    public Task<int> Count() => Task.FromResult(7);
}
