namespace Baton;

/// <summary>
/// Held by a handle alone, from the first time its coroutine stays suspended: when the garbage collector finds it, the handle is gone,
/// and nobody can ever resume. A coroutine that never suspends pays for no finalizer.
/// </summary>
internal sealed class DropSentinel(CoroutineCore core) : IDisposable
{
    /// <summary>The coroutine has ended: there is nothing left to watch.</summary>
    public void Dispose() => GC.SuppressFinalize(this);

    ~DropSentinel()
    {
        // Passing the baton does not block, and the body unwinds on its own thread: nothing of the user's runs here.
        if (!core.TryUnwindDropped())
        {
            GC.ReRegisterForFinalize(this); // somebody resurrected the handle and is using it
        }
    }
}
