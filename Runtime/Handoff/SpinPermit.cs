namespace Baton;

/// <summary>The right of a lane's taker to spin before it parks.</summary>
internal abstract class SpinPermit
{
    /// <summary>May the caller spin, or go on spinning? Asked before the first look at the lane, and then every few looks.</summary>
    internal abstract bool TryHold();

    /// <summary>Gives the right up: the caller parks now, and the right is better used elsewhere.</summary>
    internal abstract void Release();
}
