namespace Baton;

/// <summary>A static constructor, or the initialisers of static fields, that a thread is in the middle of.</summary>
/// <param name="Type">The name of its type.</param>
/// <param name="Thread">The system's number of that thread. 0: not known.</param>
internal readonly record struct StaticConstructor(string Type, int Thread);
