namespace Baton;

/// <summary>Says whose cancellation is told by an exception with a scope's token.</summary>
internal enum Blame
{
    /// <summary>No cancellation that has yet to be told.</summary>
    Nobody,

    /// <summary>A scope.</summary>
    Scope,

    /// <summary>The frame that the scope follows.</summary>
    Frame,
}
