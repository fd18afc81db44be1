using System.Runtime.Loader;

namespace Baton;

/// <summary>A thread of the library's own that is no pool's: the clock's, or one that runs errands.</summary>
internal static class HouseThread
{
    private static readonly Action<Nothing> s_prepare = static _ => ThreadSlots.Prepare(); // made before a thread needs it
    private static readonly AfterCollection s_retry = new(TryBorrowers);
    private static Start? s_borrowed;   // those that the .NET pool is to run, the newest first; null: none. Interlocked
    private static int s_isWatched;     // 1: the library's context tells of its unloading; interlocked
    private static bool s_isLeaving;    // is the library being unloaded, or has it been? the thread that unloads, volatile

    /// <summary>Starts a thread. A test may put another in its place.</summary>
    internal static Action<Thread> Starter { private get; set; } = static thread => thread.UnsafeStart();

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
        Start? start = null;
        try
        {
            using Quiet quiet = Quiet.Begin();
            start = new Start(name, loop);
            start.OnNewThread();
            return true;
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException or ThreadInterruptedException)
        {
            return start is not null && TryBorrow(start);
        }
    }

    // Without memory the .NET pool may take an item, and never run it. So a thread is asked for once more, when there may be memory.
    private static bool TryBorrow(Start start)
    {
        try
        {
            Uninterrupted.Run(static start => ThreadPool.UnsafeQueueUserWorkItem(static start => start.Run(), start, false), start);
            List(start);
            s_retry.Insist();
            return true;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return !start.TryGiveUp(); // then the caller tries again
        }
    }

    private static void List(Start start)
    {
        do
        {
            start.Next = Volatile.Read(ref s_borrowed);
        }
        while (Interlocked.CompareExchange(ref s_borrowed, start, start.Next) != start.Next);
    }

    // False: some are on the list again.
    private static bool TryBorrowers()
    {
        bool isDone = true;
        Start? next = Interlocked.Exchange(ref s_borrowed, null);
        while (next is { } start)
        {
            next = start.Next;
            if (!start.IsOver && !TryOnNewThread(start))
            {
                List(start);
                isDone = false;
            }
        }

        return isDone;
    }

    private static bool TryOnNewThread(Start start)
    {
        try
        {
            start.OnNewThread();
            return true;
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException or ThreadInterruptedException)
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

    /// <summary>A loop that begins once, on whichever thread is the first. That thread has all that it needs of its own before.</summary>
    private sealed class Start(string name, Action loop)
    {
        private int _state; // 0: it has not begun, 1: it has, 2: it never does; interlocked

        /// <summary>The next in the list of those that the .NET pool is to run. Written by the thread that lists it.</summary>
        internal Start? Next { get; set; }

        internal bool IsOver => Volatile.Read(ref _state) != 0;

        /// <summary>False: it has begun. Otherwise it never does from now on.</summary>
        internal bool TryGiveUp() => Interlocked.CompareExchange(ref _state, 2, 0) == 0;

        internal void OnNewThread() => Starter(new Thread(Run) { IsBackground = true, Name = name });

        internal void Run()
        {
            if (Interlocked.CompareExchange(ref _state, 1, 0) == 0)
            {
                NoMemory.Insist(s_prepare, default);
                loop();
            }
        }
    }
}
