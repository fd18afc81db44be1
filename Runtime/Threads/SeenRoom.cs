namespace Baton;

/// <summary>What one look at the walls of the machine has found.</summary>
/// <param name="Threads">So many more threads may be started.</param>
/// <param name="MayBeLess">May there be a nearer wall that cannot be seen from here, as in a container?</param>
internal readonly record struct SeenRoom(int Threads, bool MayBeLess = false);
