namespace Baton;

/// <summary>An open scope, as one look at its scheduler found it.</summary>
/// <param name="Scope">The scope.</param>
/// <param name="Children">Its functions that have not ended.</param>
internal sealed record ScopeLook(ScopeCore Scope, FrameCore[] Children);
