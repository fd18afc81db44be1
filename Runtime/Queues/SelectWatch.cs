namespace Baton;

/// <summary>
/// What a select that waits has hung up everywhere: places in the lists of its queues, a timer for the shortest of its times, continuations on its
/// tasks. All of it is taken down again, whatever happens. Belongs to the party that selects.
/// </summary>
internal sealed class SelectWatch(SelectCase[] cases, QueueWait wait)
{
    private readonly Waiter?[] _waiters = new Waiter?[cases.Length];
    private QuietTimer? _timer;
    private TaskContinuations? _tasks;

    /// <summary>
    /// Under all gates: waits at all queues from now on. The party's token may have been before it, and then there is nothing to wait for.
    /// </summary>
    internal void List()
    {
        if (wait.Claim == QueueWait.Open)
        {
            for (int i = 0; i < cases.Length; i++)
            {
                _waiters[i] = cases[i].List(wait, i + 1);
            }
        }
    }

    /// <summary>Off the gates: waits for time and for tasks too.</summary>
    internal void WatchOutside(TimeProvider clock)
    {
        int shortest = -1;
        for (int i = 0; i < cases.Length; i++)
        {
            if (cases[i].Ending is { } task)
            {
                _tasks ??= new TaskContinuations();
                _tasks.Hang(task, static (_, happening) => ((Happening)happening!).Happen(), new Happening(wait, i + 1));
            }
            else if (cases[i] is TimeoutCase { IsEndless: false } timeout
                && (shortest < 0 || timeout.Timeout < ((TimeoutCase)cases[shortest]).Timeout))
            {
                shortest = i;
            }
        }

        if (shortest >= 0)
        {
            TimeSpan due = ((TimeoutCase)cases[shortest]).Timeout;
            _timer = QuietTimer.Start(clock, static happening => ((Happening)happening!).Happen(), new Happening(wait, shortest + 1), due);
        }
    }

    /// <summary>Takes everything down.</summary>
    /// <returns>What became of it, once the wait is claimed; none if it was not claimed for a case.</returns>
    internal SelectChoice TakeDown()
    {
        for (int i = 0; i < cases.Length; i++)
        {
            if (_waiters[i] is { } waiter)
            {
                cases[i].Unlist(waiter);
            }
        }

        _timer?.Dispose();
        _tasks?.Dispose();
        int index = wait.Claim - 1;
        return index >= 0 ? new SelectChoice(index, _waiters[index]) : SelectChoice.None;
    }

    /// <summary>A case that happens off all queues.</summary>
    private sealed class Happening(QueueWait wait, int claim)
    {
        internal void Happen()
        {
            if (wait.TryClaim(claim))
            {
                wait.Wake();
            }
        }
    }
}
