namespace Baton;

/// <summary>A thread's wait for a contended lock, as the runtime's event told of it when the wait began.</summary>
/// <param name="Lock">The runtime's number of the lock, as long as it is waited for. 0: not told.</param>
/// <param name="OwnerOSThreadId">The system's number of the thread that had the lock then. 0: not told.</param>
internal readonly record struct ContendedWait(long Lock, long OwnerOSThreadId);
