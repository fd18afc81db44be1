namespace Baton;

/// <summary>
/// Callbacks on tasks, which can be taken off again. A wait that is given up leaves nothing behind with a task that may never end.
/// </summary>
/// <remarks>
/// <para><b>Who may call.</b> One owner hangs and takes off, one act at a time. Callbacks may run meanwhile, on any thread.</para>
/// <para><b>Where a callback runs.</b> On the thread that completes the task, in the middle of that, and in that thread's synchronization
/// context; see <see cref="CompletingThread"/>. For a task of the library's, on the thread that tells of its <see cref="TaskEnd"/>: the
/// task is then about to be complete. If the task has ended already: on the owner's thread, before <see cref="Hang"/> returns.</para>
/// <para><b>What a callback may do.</b> It interrupts other code. So it may leave word and wake; it may not wait, and may not run foreign
/// code. An exception would be lost: it stays with a task of which no code knows.</para>
/// </remarks>
internal sealed class TaskContinuations : IDisposable
{
    private CancellationTokenSource? _takenOff; // fired, it takes the continuations off their tasks; made for the first; the owner
    private List<Listener>? _listeners;         // to endings; the owner

    /// <summary>Owner: has <paramref name="callback"/> called when the task has ended.</summary>
    /// <remarks>
    /// May fail for want of memory, and of nothing else. Its waits for a task's lock are told to no context. An interrupt stays pending.
    /// </remarks>
    internal void Hang(Task task, Action<object> callback, object state)
    {
        Listener listener = new(callback, state);
        if (task.IsCompleted)
        {
            listener.OnEnd(); // a task that was made after the end is complete, and no end is told for it
            return;
        }

        if (TaskEnd.Of(task) is { } ending)
        {
            (_listeners ??= []).Add(listener);
            if (!ending.TryListen(listener))
            {
                listener.OnEnd();
            }

            return;
        }

        _takenOff ??= new CancellationTokenSource();
        Uninterrupted.Run(
            static hung => QuietContinuation.Hang(
                hung.task, static (_, listener) => ((Listener)listener!).OnEnd(), hung.listener, hung.token),
            (task, listener, token: _takenOff.Token));
    }

    /// <summary>
    /// Owner, as the last act: takes all callbacks off. Does not wait for a callback that runs, does not throw, and runs no foreign code.
    /// Its waits are told to no context. An interrupt stays pending.
    /// </summary>
    public void Dispose()
    {
        _listeners?.ForEach(TaskEnd.Forget);
        if (_takenOff is not null)
        {
            Uninterrupted.TakeOff(_takenOff); // interrupted, a callback stays until its task ends, and is not called then
        }
    }

    private sealed class Listener(Action<object> callback, object state) : EndListener
    {
        internal override void OnEnd() => callback(state);
    }
}
