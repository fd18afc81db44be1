using System.Runtime.Loader;

namespace Baton;

/// <summary>A thread of the library's own that is no pool's: the clock's, or one that runs errands.</summary>
internal static class HouseThread
{
    private static int s_isWatched;     // 1: the library's context tells of its unloading; interlocked
    private static bool s_isLeaving;    // is the library being unloaded, or has it been? the thread that unloads, volatile

    /// <summary>May a thread stay that has nothing to do? Not when the library is unloaded, which the thread would keep.</summary>
    internal static bool MayStay => !Volatile.Read(ref s_isLeaving);

    /// <summary>The library is being unloaded: idle threads end, and no thread stays from now on.</summary>
    internal static void LeaveNoneIdle()
    {
        Volatile.Write(ref s_isLeaving, true);
        Errands.LeaveNoThreadIdle();
        Clock.LeaveNoThreadIdle();
    }

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

    /// <summary>Once, before the first of these threads starts, which may be after the word to leave.</summary>
    internal static void Watch()
    {
        if (Interlocked.Exchange(ref s_isWatched, 1) == 0
            && AssemblyLoadContext.GetLoadContext(typeof(HouseThread).Assembly) is { IsCollectible: true } context)
        {
            context.Unloading += static _ => LeaveNoneIdle();
        }
    }
}
