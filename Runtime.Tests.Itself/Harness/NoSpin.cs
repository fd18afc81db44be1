namespace Baton.Tests.Itself;

/// <summary>No taker spins.</summary>
internal sealed class NoSpin : SpinPermit
{
    internal static NoSpin Instance { get; } = new();

    internal override bool TryHold() => false;

    internal override void Release()
    {
        // nothing is held
    }
}
