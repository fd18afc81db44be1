namespace Baton;

/// <summary>
/// Callbacks of tokens that were fired to cancel a frame, as far as they may still run. They keep the frame at its task: one of them may
/// be what ends the task, and were the frame gone first, a lock released meanwhile would go to a waiter that no longer exists. Holder of
/// the baton only.
/// </summary>
/// <remarks>Within limits: <see cref="CoroutineSchedulerOptions.CallbackPatience"/>.</remarks>
internal sealed class FiredCallbacks
{
    private readonly List<Task> _tasks = []; // holder

    /// <summary>The newest that have not ended; null: none are left.</summary>
    internal Task? Next
    {
        get
        {
            while (_tasks is [.., { IsCompleted: true }])
            {
                _tasks.RemoveAt(_tasks.Count - 1);
            }

            return _tasks is [.., { } last] ? last : null;
        }
    }

    internal void Add(Task callbacks)
    {
        if (!callbacks.IsCompleted)
        {
            _tasks.RemoveAll(static task => task.IsCompleted);
            _tasks.Add(callbacks);
        }
    }

    /// <summary>Waits for those, too, that another frame has to wait for.</summary>
    internal void AddThoseOf(FiredCallbacks other) => other._tasks.ForEach(Add);

    /// <summary>The frame waits for them no longer.</summary>
    internal void Forget() => _tasks.Clear();
}
