namespace Baton;

/// <summary>
/// The semaphores that parked sides sleep on. Each has a kernel event behind it, which is dear to create and needs a finalizer. A thread is
/// parked in one lane at a time, so it keeps one of its own, made when it first parks; a thread that only spins has none.
/// </summary>
/// <remarks>
/// There is nothing here that two threads share, and so no lock: a wait for one, in the middle of a handoff, could be interrupted or told to
/// a synchronization context.
/// </remarks>
internal static class ParkingSemaphores
{
    [ThreadStatic]
    private static SemaphoreSlim? s_own; // null also while it is rented: where a sleeping thread is made to run other code, that gets another

    internal static SemaphoreSlim Rent()
    {
        SemaphoreSlim semaphore = s_own ?? Create();
        s_own = null;
        return semaphore;
    }

    // It comes back by the side that waited on it, after its wait: its count is zero, and the release that it waited for has left
    // the semaphore's own lock. Anything else is a baton that was released twice.
    internal static void Return(SemaphoreSlim semaphore) => s_own = semaphore.CurrentCount == 0
        ? semaphore
        : throw new InvalidOperationException("A parking semaphore came back released. This is a bug in Baton, please report it.");

    private static SemaphoreSlim Create()
    {
        SemaphoreSlim semaphore = new(0, 1);
        _ = semaphore.AvailableWaitHandle; // created here, so that a park allocates nothing
        return semaphore;
    }
}
