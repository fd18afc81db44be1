namespace Baton.Testing;

/// <summary>
/// Keeps garbage collections out of schedules, as far as that goes: one in a schedule gives fields other numbers. It learns how much may
/// be allocated before one comes, and has one come earlier, between two schedules. The conductor.
/// </summary>
internal sealed class HeapPace
{
    private const long Least = 256 * 1024;  // bytes: with fewer, collections would take all the time

    // All of these: the conductor.
    private long _most = long.MaxValue; // so many bytes may be allocated after one collection
    private long _since;                // what was allocated in all when the last one was seen
    private long _before;               // what was allocated in all when the last schedule began
    private int _collections = -1;      // how many there were; -1: not looked at yet

    /// <summary>A schedule is about to begin.</summary>
    internal void Begin()
    {
        long allocated = GC.GetTotalAllocatedBytes();
        int collections = GC.CollectionCount(0);
        if (collections != _collections)
        {
            bool isFirst = _collections < 0;
            _most = isFirst ? _most : Math.Max(Least, Math.Min(_most, (_before - _since) / 2));
            (_since, _collections) = (allocated, collections);
        }
        else if (allocated - _since > _most)
        {
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
            (_since, _collections) = (allocated, GC.CollectionCount(0));
        }

        _before = allocated;
    }
}
