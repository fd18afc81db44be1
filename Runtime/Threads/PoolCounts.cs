namespace Baton;

/// <summary>
/// A pool's figures at one instant: its threads until they have ended, its idle threads, coroutines that have a thread, queued work, and
/// threads that are written off.
/// </summary>
internal readonly record struct PoolCounts(int Live, int Idle, int Coroutines, int Queued, int WrittenOff = 0);
