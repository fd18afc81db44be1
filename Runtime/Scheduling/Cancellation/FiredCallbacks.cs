namespace Baton;

/// <summary>
/// Callbacks of tokens that were fired to cancel a frame, while they may still run. They keep the frame at its task, since one of them may
/// end that task. If the frame left first, a lock released meanwhile would go to a waiter that no longer exists. Holder of the baton only.
/// </summary>
/// <remarks><see cref="CoroutineSchedulerOptions.CallbackPatience"/> limits the wait.</remarks>
internal sealed class FiredCallbacks
{
    private List<Task>? _tasks; // each ends when the callbacks of one token have run; null: none was added; holder

    /// <summary>The newest task that has not ended. Null: none is left.</summary>
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

    /// <summary>Adds callbacks that may still run. Does not fail: without memory the frame does not wait for them.</summary>
    internal void Add(Task callbacks)
    {
        if (callbacks.IsCompleted)
        {
            return;
        }

        try
        {
            _tasks?.RemoveAll(static task => task.IsCompleted);
            (_tasks ??= []).Add(callbacks);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // see above
        }
    }

    /// <summary>Adds the callbacks that another frame has to wait for.</summary>
    internal void AddThoseOf(FiredCallbacks other)
    {
        for (int i = 0; i < other._tasks?.Count; i++)
        {
            Add(other._tasks[i]);
        }
    }

    /// <summary>Clears the list: the frame waits for the callbacks no longer.</summary>
    internal void Forget() => _tasks?.Clear();
}
