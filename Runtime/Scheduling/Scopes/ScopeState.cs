namespace Baton;

/// <summary>Where a scope is in its life. Only <see cref="ScopeCore.MoveTo"/> changes it.</summary>
internal enum ScopeState
{
    /// <summary>The block runs.</summary>
    Open,

    /// <summary>The block has ended, and functions may be left.</summary>
    Draining,

    /// <summary>The block has disposed the scope, and goes on. No function is left.</summary>
    Disposed,

    /// <summary>Nothing is left, except the functions of a deadlock.</summary>
    Over,
}
