namespace Baton;

/// <summary>Whose cancellation an exception with the token of a scope tells.</summary>
internal enum Blame
{
    /// <summary>None that has yet to be told.</summary>
    Nobody,

    /// <summary>A scope's.</summary>
    Scope,

    /// <summary>The frame's, which the scope follows.</summary>
    Frame,
}
