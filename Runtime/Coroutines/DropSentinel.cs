namespace Baton;

/// <summary>Learns that the handle of a suspended coroutine is gone, so that no thread can resume the coroutine any more.</summary>
/// <remarks>
/// Only the handle refers to the sentinel. So the garbage collector finds both together. The sentinel is made when its coroutine first
/// stays suspended, so a coroutine that never suspends pays for no finalizer.
/// </remarks>
internal sealed class DropSentinel(CoroutineCore core) : IDisposable
{
    /// <summary>The coroutine has ended, and nothing is left to watch.</summary>
    public void Dispose() => GC.SuppressFinalize(this);

    ~DropSentinel()
    {
        // A pass of the baton does not block, and the body unwinds on its own thread. So no foreign code runs here.
        if (!core.TryUnwindDropped())
        {
            GC.ReRegisterForFinalize(this); // a user has resurrected the handle and uses it
        }
    }
}
