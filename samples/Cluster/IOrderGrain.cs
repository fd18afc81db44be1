namespace Baton.Samples;

/// <summary>An order, by its number.</summary>
public interface IOrderGrain : IGrainWithIntegerKey
{
    Task<string> Place();
}
