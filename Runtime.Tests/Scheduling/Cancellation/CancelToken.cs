namespace Baton.Tests;

/// <summary>Which token the wait is given.</summary>
public enum CancelToken
{
    None,
    Frame,
    Scope,
    Run,
}
