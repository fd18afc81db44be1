namespace Baton;

/// <summary>Tells when the handle of a suspended coroutine is gone, and no thread can resume the coroutine any more.</summary>
/// <remarks>
/// Only the handle refers to it, from the first time that its coroutine stays suspended. The garbage collector finds both together. A
/// coroutine that never suspends pays for no finalizer.
/// </remarks>
internal sealed class DropSentinel(CoroutineCore core) : IDisposable
{
    /// <summary>The coroutine has ended, and nothing is left to watch.</summary>
    public void Dispose() => GC.SuppressFinalize(this);

    ~DropSentinel()
    {
        // To pass the baton does not block, and the body unwinds on its own thread: no foreign code runs here.
        if (!core.TryUnwindDropped())
        {
            GC.ReRegisterForFinalize(this); // a user has resurrected the handle, and is using it
        }
    }
}
