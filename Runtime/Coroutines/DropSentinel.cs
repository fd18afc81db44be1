namespace Baton;

/// <summary>Learns that the handle of a suspended coroutine is gone, so that no thread can resume the coroutine any more.</summary>
/// <remarks>
/// Only the handle refers to the sentinel. So the garbage collector finds both together. The sentinel is made when its coroutine first
/// stays suspended, so a coroutine that never suspends pays for no finalizer. A worker keeps a spare one, which watches nothing: by then
/// the baton is back, and there may be no memory.
/// </remarks>
internal sealed class DropSentinel : IDisposable
{
    private CoroutineCore? _core; // null for a spare; written by the claimant of the coroutine, once

    internal DropSentinel(CoroutineCore? core)
    {
        _core = core;
        if (core is null)
        {
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>Claimant of the coroutine, when the baton is back: a sentinel that watches. Does not fail.</summary>
    internal static DropSentinel MakeFor(CoroutineCore core, Worker worker)
    {
        try
        {
            // In a run of a test nothing depends on what is garbage.
            return new DropSentinel(worker.Pool.Run is null ? core : null);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            DropSentinel spare = (DropSentinel)worker.Spare!;
            worker.Spare = null; // the next coroutine that moves in makes another
            spare._core = core;
            GC.ReRegisterForFinalize(spare);
            return spare;
        }
    }

    /// <summary>The coroutine has ended, and nothing is left to watch.</summary>
    public void Dispose() => GC.SuppressFinalize(this);

    // A pass of the baton does not block, and the body unwinds on its own thread. So no foreign code runs here. What is thrown here ends
    // the process.
    ~DropSentinel()
    {
        bool isDone = false;
        try
        {
            isDone = _core?.TryUnwindDropped() != false;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // nothing has changed: the next collection finds the sentinel again
        }

        if (!isDone)
        {
            GC.ReRegisterForFinalize(this); // also when a user has resurrected the handle and uses it
        }
    }
}
