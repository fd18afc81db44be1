namespace Baton;

/// <summary>Callbacks hung on tasks, which can be taken off again: a wait that is given up leaves nothing behind with a task that may never end.</summary>
/// <remarks>
/// <para><b>Who.</b> One owner, which hangs and takes off; one act at a time. A callback may run at any time in between, on any thread.</para>
/// <para><b>Where a callback runs.</b> On the thread that completes the task, before that goes on, in the execution context of the owner that hung it,
/// and in whatever synchronization context that thread has. If the task has ended already: on the owner's thread, before <see cref="Hang"/> returns.
/// A task that runs all its continuations asynchronously calls it on the .NET thread pool.</para>
/// <para><b>What a callback may do.</b> It is in the middle of other code: it may leave word and wake, but not wait or run foreign code. It throws
/// nothing; an exception would stay in a task that nobody knows.</para>
/// </remarks>
internal sealed class TaskContinuations : IDisposable
{
    private readonly CancellationTokenSource _takenOff = new(); // fired, it takes the continuations off their tasks

    /// <summary>Owner: has <paramref name="callback"/> called when the task has ended. Is neither interrupted nor told to anybody.</summary>
    /// <remarks>Throws for want of memory only. An interrupt stays pending.</remarks>
    internal void Hang(Task task, Action<Task, object?> callback, object state) => Uninterrupted.Run(
        static hung => hung.task.ContinueWith(
            hung.callback,
            hung.state,
            hung.token,
            TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
            TaskScheduler.Default),
        (task, callback, state, token: _takenOff.Token));

    /// <summary>
    /// Owner, once, as the last act: takes all of them off. A callback that runs meanwhile is not waited for. Does not throw, runs no foreign code,
    /// and is told to nobody.
    /// </summary>
    public void Dispose()
    {
        using Quiet quiet = Quiet.Begin();
        try
        {
            _takenOff.Cancel();
        }
        catch (AggregateException) // interrupted at a lock of a task's: that continuation stays until the task ends, and is then not called
        {
            Thread.CurrentThread.Interrupt();
        }
    }
}
