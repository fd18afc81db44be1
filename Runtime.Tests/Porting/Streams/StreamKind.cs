namespace Baton.Tests;

/// <summary>What an inner stream can do, and how.</summary>
public enum StreamKind
{
    AtOnce,
    Later,
    PiecewiseInTheCapturedContext,
    ArraysOnly,
    ArraysOnlyLater,
    OlderAsynchronousMembersOnly,
    BeginAndEndOnly,
    SynchronousMembersOnly,
}
