namespace Baton;

/// <summary>
/// The semaphores that parked sides sleep on. Each has a kernel event behind it, which is dear to create and needs a finalizer. A thread
/// is parked in one lane at a time, so a semaphore of its own will do. The thread makes it when it first parks; a thread that only spins
/// has none. If there is no memory for it then, the thread looks now and then: its baton may be on its way already.
/// </summary>
/// <remarks>
/// Threads share nothing here, and so there is no lock. The wait for a lock, in the middle of a handoff, could be interrupted, or told to
/// a synchronization context.
/// </remarks>
internal static class ParkingSemaphores
{
    /// <summary>
    /// The calling thread's own. Null also while it is rented: where a sleeping thread is made to run other code, that code gets another.
    /// </summary>
    [ThreadStatic]
    private static SemaphoreSlim? s_own;

    /// <summary>For one park of the calling thread. Allocates only when the thread parks for the first time, and that may fail.</summary>
    internal static SemaphoreSlim Rent()
    {
        SemaphoreSlim semaphore = s_own ?? Create();
        s_own = null;
        return semaphore;
    }

    /// <summary>As <see cref="Rent"/>, but null when there is no memory. Does not fail.</summary>
    internal static SemaphoreSlim? TryRent()
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

    /// <summary>The passer, once: wakes the thread that sleeps on the semaphore. Allocates nothing.</summary>
    internal static void WakeUp(SemaphoreSlim semaphore) => Uninterrupted.Run(Release, semaphore);

    /// <summary>Takes back the semaphore from the side that waited on it.</summary>
    /// <exception cref="InvalidOperationException">
    /// The count is not zero. After its one wait it is: the release has left the semaphore's own lock. So a baton was released twice.
    /// </exception>
    internal static void Return(SemaphoreSlim semaphore) => s_own = semaphore.CurrentCount == 0
        ? semaphore
        : throw new InvalidOperationException("A parking semaphore came back released. This is a bug in Baton, please report it.");

    private static SemaphoreSlim Create()
    {
        SemaphoreSlim semaphore = new(0, 1);
        _ = semaphore.AvailableWaitHandle; // created here, so that a later park allocates nothing
        WakeUp(semaphore); // and what a wake-up needs is made here too
        semaphore.Wait();
        return semaphore;
    }

    // Can be interrupted only where it waits for the semaphore's own lock, before it has changed anything.
    private static void Release(SemaphoreSlim semaphore) => semaphore.Release();
}
