namespace Baton.Samples;

/// <summary>What there is of an item.</summary>
public interface IStockGrain : IGrainWithIntegerKey
{
    Task<int> Count();
}
