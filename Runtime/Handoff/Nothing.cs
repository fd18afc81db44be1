namespace Baton;

/// <summary>The value that travels where none does.</summary>
internal readonly struct Nothing;
