namespace Baton;

/// <summary>The right of whoever waits in a lane to spin before it parks.</summary>
internal abstract class SpinPermit
{
    /// <summary>May the caller spin, or go on spinning? Asked before the first look and then every few.</summary>
    internal abstract bool TryHold();

    /// <summary>The caller parks now: the right is better used elsewhere.</summary>
    internal abstract void Release();
}
