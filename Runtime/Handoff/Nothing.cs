namespace Baton;

/// <summary>Stands for a value where there is none to pass.</summary>
internal readonly struct Nothing;
