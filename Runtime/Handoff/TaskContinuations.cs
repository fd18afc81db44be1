namespace Baton;

/// <summary>
/// Callbacks on tasks, which can be taken off again. A wait that is given up leaves nothing behind with a task that may never end.
/// </summary>
/// <remarks>
/// <para><b>Who may call.</b> One owner hangs and takes off, one act at a time. Callbacks may run meanwhile, on any thread.</para>
/// <para><b>Where a callback runs.</b> On the thread that completes the task, in the middle of that, and in that thread's synchronization
/// context. If the task has ended already: on the owner's thread, before <see cref="Hang"/> returns. If the task runs all its
/// continuations asynchronously: on the .NET thread pool. The execution context is the owner's in each case.</para>
/// <para><b>What a callback may do.</b> It interrupts other code. So it may leave word and wake; it may not wait, and may not run foreign
/// code. An exception would be lost: it stays with a task of which no code knows.</para>
/// </remarks>
internal sealed class TaskContinuations : IDisposable
{
    private readonly CancellationTokenSource _takenOff = new(); // fired, it takes the continuations off their tasks

    /// <summary>Owner: has <paramref name="callback"/> called when the task has ended.</summary>
    /// <remarks>
    /// May fail for want of memory, and of nothing else. Its waits for a task's lock are told to no context. An interrupt stays pending.
    /// </remarks>
    internal void Hang(Task task, Action<Task, object?> callback, object state) => Uninterrupted.Run(
        static hung => hung.task.ContinueWith(
            hung.callback,
            hung.state,
            hung.token,
            TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
            TaskScheduler.Default),
        (task, callback, state, token: _takenOff.Token));

    /// <summary>
    /// Owner, as the last act: takes all callbacks off. Does not wait for a callback that runs, does not throw, and runs no foreign code.
    /// Its waits are told to no context. An interrupt stays pending.
    /// </summary>
    public void Dispose() => Uninterrupted.TakeOff(_takenOff); // interrupted, a callback stays until its task ends, and is not called then
}
