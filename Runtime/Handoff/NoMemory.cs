namespace Baton;

/// <summary>Tells whether an exception means that memory has run out, and does what is owed all the same.</summary>
internal static class NoMemory
{
    private const int PauseMilliseconds = 5;

    /// <summary>
    /// Also when it has run out in a static initialiser, of .NET's perhaps: its next user learns that by another exception.
    /// </summary>
    internal static bool Is(Exception exception) =>
        exception is OutOfMemoryException or TypeInitializationException { InnerException: OutOfMemoryException };

    /// <summary>
    /// A thread that owes the step to others, and nothing else meanwhile: tries it again after each pause, until there is memory for it.
    /// Not interrupted.
    /// </summary>
    /// <param name="step">Has no effect if it fails for want of memory, or may be repeated from its beginning.</param>
    /// <param name="on">Is handed to the step.</param>
    internal static void Insist<T>(Action<T> step, T on)
    {
        while (true)
        {
            try
            {
                step(on);
                return;
            }
            catch (Exception e) when (Is(e))
            {
                Uninterrupted.TrySleep(PauseMilliseconds);
            }
        }
    }
}
