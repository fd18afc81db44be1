namespace Baton;

/// <summary>A lock that a thread waits for, as that thread saw it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Identity">Two threads wait for one lock at a time if these are equal. To be forgotten with the dump.</param>
/// <param name="OwnerOSThreadId">The system's number of the thread that had the lock. 0: none had it.</param>
internal readonly record struct LockSeen(LockKind Kind, object Identity, long OwnerOSThreadId);
