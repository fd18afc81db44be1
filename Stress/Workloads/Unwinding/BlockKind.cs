namespace Baton.Stress;

/// <summary>The statements that a random program is made of.</summary>
internal enum BlockKind
{
    Trace,
    Suspend,
    Throw,
    TryFinally,
    Using,
    Lock,
    CatchAll,
    CatchSignal,
    CatchOwn,
}
