namespace Baton;

/// <summary>Where a scope is in its life. Changed by <see cref="ScopeCore.MoveTo"/> only.</summary>
internal enum ScopeState
{
    /// <summary>Its block runs.</summary>
    Open,

    /// <summary>Its block has ended; functions are left.</summary>
    Draining,

    /// <summary>Its block has disposed it and goes on; nothing else is left.</summary>
    Disposed,

    /// <summary>Nothing is left, unless it ended in a deadlock.</summary>
    Over,
}
