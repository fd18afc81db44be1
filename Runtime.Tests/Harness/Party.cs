namespace Baton.Tests;

/// <summary>The three kinds that use a queue.</summary>
public enum Party
{
    Thread,
    Frame,
    Async,
}
