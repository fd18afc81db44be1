namespace Baton.Tests;

/// <summary>Holds every spin lease of the process until disposed: all waits then park at once.</summary>
internal sealed class ForcedParking : IDisposable
{
    private readonly List<SpinLease> _leases = [];

    internal ForcedParking()
    {
        for (SpinLease lease = new(); lease.TryHold(); lease = new SpinLease())
        {
            _leases.Add(lease);
        }
    }

    public void Dispose() => _leases.ForEach(lease => lease.Release());
}
