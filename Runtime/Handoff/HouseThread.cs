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
            new Thread(() => loop()) { IsBackground = true, Name = name }.UnsafeStart();
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
                static loop => ThreadPool.UnsafeQueueUserWorkItem(static loop => loop(), loop, preferLocal: false), loop);
            return true;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return false;
        }
    }
}
