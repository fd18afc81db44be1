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
    /// Not interrupted: an interrupt stays for the next wait of the code that runs on this thread.
    /// </summary>
    /// <param name="step">Has no effect if it fails for want of memory, or may be repeated from its beginning.</param>
    /// <param name="on">Is handed to the step.</param>
    internal static void Insist<T>(Action<T> step, T on)
    {
        bool isDone = false;
        bool interrupted = false;
        while (!isDone)
        {
            try
            {
                step(on);
                isDone = true;
            }
            catch (Exception e) when (Is(e))
            {
                interrupted |= !Uninterrupted.TrySleep(PauseMilliseconds);
            }
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }
}
