using Microsoft.Extensions.ObjectPool;

namespace Baton;

/// <summary>
/// The semaphores that parked sides sleep on. Each has a kernel event behind it, which is dear to create and needs a
/// finalizer, while few sides are parked for the first time: so they are pooled, and a side that spins borrows none.
/// </summary>
internal static class ParkingSemaphores
{
    private static readonly ObjectPool<SemaphoreSlim> s_pool =
        new DefaultObjectPoolProvider { MaximumRetained = 1024 }.Create(new Policy());

    internal static SemaphoreSlim Rent() => s_pool.Get();

    internal static void Return(SemaphoreSlim semaphore) => s_pool.Return(semaphore);

    private sealed class Policy : PooledObjectPolicy<SemaphoreSlim>
    {
        public override SemaphoreSlim Create()
        {
            SemaphoreSlim semaphore = new(0, 1);
            _ = semaphore.AvailableWaitHandle; // created here, so that a park allocates nothing
            return semaphore;
        }

        // A semaphore comes back by the side that waited on it, after its wait: its count is zero, and the release that it
        // waited for has left the semaphore's own lock. Anything else is a baton that was released twice.
        public override bool Return(SemaphoreSlim obj) => obj.CurrentCount == 0
            ? true
            : throw new InvalidOperationException("A parking semaphore came back released. This is a bug in Baton, please report it.");
    }
}
