namespace Baton;

/// <summary>Tells whether an exception means that memory has run out.</summary>
internal static class NoMemory
{
    /// <summary>
    /// Also when it has run out in a static initialiser, of .NET's perhaps: its next user learns that by another exception.
    /// </summary>
    internal static bool Is(Exception exception) =>
        exception is OutOfMemoryException or TypeInitializationException { InnerException: OutOfMemoryException };
}
