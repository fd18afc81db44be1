namespace Baton;

/// <summary>
/// The context of a thread that tries the runtime's record of locks: tells what the thread sees in the middle of its wait.
/// </summary>
internal sealed class LockProbe : SynchronizationContext
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly Func<LockSeen?> _see;
    private readonly TaskCompletionSource<LockSeen?> _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LockProbe(Func<LockSeen?> see)
    {
        _see = see;
        SetWaitNotificationRequired();
    }

    /// <summary>What a new thread sees that waits for a lock of the caller's. Null: nothing, or not in time.</summary>
    /// <param name="see">Called in the wait.</param>
    /// <param name="enterAndLeave">Enters the lock, which the caller has.</param>
    internal static LockSeen? Run(Func<LockSeen?> see, Action enterAndLeave)
    {
        LockProbe probe = new(see);
        Thread thread = new(() =>
        {
            SetSynchronizationContext(probe);
            enterAndLeave();
        })
        {
            IsBackground = true,
            Name = "Baton: which lock",
        };
        thread.UnsafeStart();
        Uninterrupted.Run(static probe => probe._seen.Task.Wait(s_patience), probe); // what is seen, or not, is kept for good
        return probe._seen.Task.IsCompleted ? probe._seen.Task.Result : null;
    }

    public override int Wait(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout)
    {
        if (!_seen.Task.IsCompleted)
        {
            LockSeen? seen = null;
            try
            {
                seen = _see();
            }
            catch (Exception)
            {
                // no record as it is known: nothing is seen
            }

            _seen.TrySetResult(seen);
        }

        return WaitHelper(waitHandles, waitAll, millisecondsTimeout);
    }
}
