namespace Baton;

/// <summary>One consistent look at a pool: its threads, those of them that are idle, coroutines that have a thread, and queued work.</summary>
internal readonly record struct PoolCounts(int Live, int Idle, int Coroutines, int Queued);
