namespace Baton.Tests;

/// <summary>What code may be nested in: each can be canceled, and has a token.</summary>
public enum CancelLayer
{
    Block,
    Scope,
    Function,
    Run,
    RunAsync,
    AsyncGenerator,
    Generator,
    Bridge,
    PoolWork,
    Frame,
    Coroutine,
    Limit,
}
