using Baton.Orleans;
using Orleans.Placement;

namespace Baton.Samples;

/// <summary>An order: it asks a stock in its grain's turn, and then blocks at the desk.</summary>
[RandomPlacement]
public sealed class OrderGrain(IGrainFactory grains) : BlockingGrain, IOrderGrain
{
    public Task<string> Place()
    {
        long number = this.GetPrimaryKeyLong();
        return RunBlocking(() =>
        {
            int left = InTurn(() => grains.GetGrain<IStockGrain>(number % 8).Count());
            string order = $"order {number}, one of {left}";
            Desk.Hand(order);
            return order;
        });
    }
}
