namespace Baton;

/// <summary>
/// What a thread of a run of a test waits for: the first of several tasks, or a token. One object for all waits of a thread.
/// </summary>
/// <remarks>The thread itself begins and ends the look. Whichever thread has the turn looks.</remarks>
internal sealed class TaskLook
{
    private Task[] _tasks = [];         // what is waited for; empty: nothing. The thread
    private CancellationToken _token;   // ends the wait too; the thread

    internal TaskLook() => HasEnded = Look;

    /// <summary>Has one of the tasks ended, or has the token fired? Changes nothing.</summary>
    internal Func<bool> HasEnded { get; }

    /// <summary>A wait begins.</summary>
    /// <returns>The wait around it: code that a waiting thread is made to run may wait too.</returns>
    internal (Task[] Tasks, CancellationToken Token) Begin(Task[] tasks, CancellationToken token)
    {
        (Task[], CancellationToken) around = (_tasks, _token);
        (_tasks, _token) = (tasks, token);
        return around;
    }

    /// <summary>The wait is over.</summary>
    internal void End((Task[] Tasks, CancellationToken Token) around) => (_tasks, _token) = around;

    private bool Look()
    {
        bool hasEnded = _token.IsCancellationRequested;
        for (int i = 0; i < _tasks.Length && !hasEnded; i++)
        {
            hasEnded = _tasks[i].IsCompleted;
        }

        return hasEnded;
    }
}
