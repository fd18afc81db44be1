using System.Diagnostics;

namespace Baton;

/// <summary>
/// A thread's place to sleep: the semaphore that the thread sleeps on when it parks in a lane, and what others may learn of its sleep.
/// </summary>
/// <remarks>
/// <para>A semaphore has a kernel event behind it, which is dear to create and needs a finalizer. A thread is parked in one lane at a time,
/// so a semaphore of its own will do. The thread makes it when it first parks; a thread that only spins has none. If there is no memory
/// for it then, the thread looks now and then: its baton may be on its way already.</para>
/// <para>Threads share nothing here, and so a park takes no lock. The wait for a lock, in the middle of a handoff, could be interrupted, or
/// told to a synchronization context. <see cref="ParkingSlots"/> lists the slots, and keeps none of them.</para>
/// </remarks>
internal sealed class ParkingSlot
{
    /// <summary>The calling thread's own. Null: the thread has not parked yet. That thread alone.</summary>
    [ThreadStatic]
    private static ParkingSlot? s_own;

    /// <summary>
    /// Null also while it is rented: where a sleeping thread is made to run other code, that code gets another. The thread alone.
    /// </summary>
    private SemaphoreSlim? _semaphore;
    private LaneBase? _lane;    // the thread is parked in it, or about to; null: in none. The thread, volatile; any thread reads it
    private long _since;        // when it parked, by Stopwatch. The thread, before it writes _lane
    private object? _mainFrame; // of the innermost run that has its main function on this thread; null: none. The thread, volatile
    private Bell? _bell;        // null: not made. The thread, volatile

    private ParkingSlot()
    {
    }

    /// <summary>The thread whose slot this is. Any thread.</summary>
    internal Thread Thread { get; } = Thread.CurrentThread;

    /// <summary>The lane in which the thread is parked, or about to park. Null: none. Any thread; what it says may be late.</summary>
    internal LaneBase? Lane => Volatile.Read(ref _lane);

    /// <summary>
    /// When the thread parked in <see cref="Lane"/>, by <see cref="Stopwatch"/>. Any thread; true if the lane is the same after.
    /// </summary>
    internal long Since => Volatile.Read(ref _since);

    /// <summary>
    /// The main frame of the innermost run whose main function the thread has called. Null: there is none. Written by the thread; any
    /// thread reads it, and what it says may be late.
    /// </summary>
    internal object? MainFrame
    {
        get => Volatile.Read(ref _mainFrame);
        set => Volatile.Write(ref _mainFrame, value);
    }

    /// <summary>
    /// By which the thread is asked for photos while it blocks in foreign code. Null: it has not blocked there yet. Any thread.
    /// </summary>
    internal Bell? Bell => Volatile.Read(ref _bell);

    /// <summary>The calling thread's slot, which is made and listed if it has none. Does not fail.</summary>
    /// <returns>Null: there is no memory.</returns>
    internal static ParkingSlot? TryGetOwn()
    {
        try
        {
            return s_own ?? Make();
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return null;
        }
    }

    /// <summary>See <see cref="ThreadSlots"/>. May fail for want of memory, and may be repeated.</summary>
    internal static void PrepareThread()
    {
        ParkingSlot own = s_own ?? Make();
        own.Return(own.Rent());
    }

    /// <summary>
    /// Own thread, for one park. Allocates only when the thread parks for the first time, and that may fail.
    /// </summary>
    internal SemaphoreSlim Rent()
    {
        SemaphoreSlim semaphore = _semaphore ?? Create();
        _semaphore = null;
        return semaphore;
    }

    /// <summary>As <see cref="Rent"/>, but null when there is no memory. Does not fail.</summary>
    internal SemaphoreSlim? TryRent()
    {
        try
        {
            return Rent();
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return null;
        }
    }

    /// <summary>Own thread: takes back the semaphore from the side that waited on it.</summary>
    /// <exception cref="InvalidOperationException">
    /// The count is not zero. After its waits it is: each release has left the semaphore's own lock. So a baton was released twice.
    /// </exception>
    internal void Return(SemaphoreSlim semaphore) => _semaphore = semaphore.CurrentCount == 0
        ? semaphore
        : throw new InvalidOperationException("A parking semaphore came back released. This is a bug in Baton, please report it.");

    /// <summary>Own thread: is about to park.</summary>
    /// <param name="lane">In this lane.</param>
    /// <param name="since">Now, by <see cref="Stopwatch"/>.</param>
    /// <returns>What to give back to <see cref="Leave"/>: a park further up on the stack, whose sleep runs the code that parks.</returns>
    internal (LaneBase? Lane, long Since) Enter(LaneBase lane, long since)
    {
        (LaneBase? Lane, long Since) outer = (_lane, _since);
        Volatile.Write(ref _since, since);
        Volatile.Write(ref _lane, lane);
        return outer;
    }

    /// <summary>Own thread: is parked no more.</summary>
    internal void Leave((LaneBase? Lane, long Since) outer)
    {
        Volatile.Write(ref _since, outer.Since);
        Volatile.Write(ref _lane, outer.Lane);
    }

    /// <summary>Own thread: its bell, which is made if it has none. Does not fail.</summary>
    /// <returns>Null: there is no memory.</returns>
    internal Bell? TryGetBell()
    {
        try
        {
            if (_bell is null)
            {
                Volatile.Write(ref _bell, new Bell());
            }

            return _bell;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return null;
        }
    }

    /// <summary>Any thread: asks the thread for a photo, if the thread is parked, or blocks in foreign code.</summary>
    /// <returns>False: the thread does neither, or is asked already. The pose is the caller's then.</returns>
    internal bool TryPhotograph(Pose pose) =>
        Lane is { } lane ? lane.TryPhotograph(pose) : Bell is { } bell && bell.TryRing(pose);

    /// <summary>The passer or photographer, once: wakes the thread that sleeps on the semaphore. Allocates nothing.</summary>
    internal static void WakeUp(SemaphoreSlim semaphore) => Uninterrupted.Run(Release, semaphore);

    private static ParkingSlot Make()
    {
        ParkingSlot made = new();
        ParkingSlots.Add(made);
        s_own = made;
        return made;
    }

    private static SemaphoreSlim Create()
    {
        SemaphoreSlim semaphore = new(0, 1);
        _ = semaphore.AvailableWaitHandle; // created here, so that a later park allocates nothing
        WakeUp(semaphore); // and what a wake-up needs is made here too
        semaphore.Wait();
        Uninterrupted.WaitOnce(); // and what a thread's first sleep needs
        return semaphore;
    }

    // Can be interrupted only where it waits for the semaphore's own lock, before it has changed anything.
    private static void Release(SemaphoreSlim semaphore) => semaphore.Release();
}
