namespace Baton;

/// <summary>A thread of the library's own that is no pool's: the clock's, or one that runs errands.</summary>
internal static class HouseThread
{
    /// <summary>
    /// Starts a background thread. If none can be had, a thread of the .NET pool runs <paramref name="loop"/>. Does not throw. May be
    /// called with a baton in hand: to start a thread waits for nobody else. False when neither can be had.
    /// </summary>
    internal static bool TryStart(string name, Action loop)
    {
        using Quiet quiet = Quiet.Begin();
        try
        {
            new Thread(() => Run(loop)) { IsBackground = true, Name = name }.UnsafeStart();
            return true;
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException or ThreadInterruptedException)
        {
            return TryBorrow(loop);
        }
    }

    private static bool TryBorrow(Action loop)
    {
        try
        {
            Uninterrupted.Run(
                static loop => ThreadPool.UnsafeQueueUserWorkItem(static loop => Run(loop), loop, preferLocal: false), loop);
            return true;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return false;
        }
    }

    private static void Run(Action loop)
    {
        try
        {
            LibraryUnloading.Watch(); // an idle thread would keep the library in the process
        }
        catch (OutOfMemoryException)
        {
            // It may be kept longer than need be.
        }

        loop();
    }
}
