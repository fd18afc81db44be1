namespace Baton;

/// <summary>
/// What a waiting select leaves everywhere: places in the lists of its queues, a timer for the shortest of its times, continuations on its
/// tasks. All of that is taken down again, whatever happens. Belongs to the party that selects.
/// </summary>
internal sealed class SelectWatch
{
    private readonly SelectCase[] _cases;
    private readonly QueueWait _wait;
    private readonly Waiter?[] _waiters;        // of the cases that have a queue; made before any of them is listed
    private QuietTimer? _timer;                 // for the shortest time; the party
    private TaskContinuations? _tasks;          // on the tasks; the party

    internal SelectWatch(SelectCase[] cases, QueueWait wait)
    {
        _cases = cases;
        _wait = wait;
        _waiters = new Waiter?[cases.Length];
        for (int i = 0; i < cases.Length; i++)
        {
            _waiters[i] = cases[i].NewWaiter(wait, i + 1);
        }
    }

    /// <summary>
    /// Under all gates: waits at all queues from now on. Does nothing if the party's token has claimed the wait before. Cannot fail
    /// half-way.
    /// </summary>
    internal void List()
    {
        if (_wait.Claim != QueueWait.Open)
        {
            return;
        }

        for (int i = 0; i < _cases.Length; i++)
        {
            if (_waiters[i] is { } waiter)
            {
                _cases[i].List(waiter);
            }
        }
    }

    /// <summary>Off the gates: waits for time and for tasks too.</summary>
    internal void WatchOutside(TimeProvider clock)
    {
        int shortest = -1;
        for (int i = 0; i < _cases.Length; i++)
        {
            if (_cases[i].Ending is { } task)
            {
                _tasks ??= new TaskContinuations();
                _tasks.Hang(task, static happening => ((Happening)happening).Happen(), new Happening(_wait, i + 1));
            }
            else if (_cases[i] is TimeoutCase { IsEndless: false } timeout
                && (shortest < 0 || timeout.Timeout < ((TimeoutCase)_cases[shortest]).Timeout))
            {
                shortest = i;
            }
        }

        if (shortest >= 0)
        {
            TimeSpan due = ((TimeoutCase)_cases[shortest]).Timeout;
            _timer = QuietTimer.Start(clock, static happening => ((Happening)happening).Happen(), new Happening(_wait, shortest + 1), due);
        }
    }

    /// <summary>Takes everything down, once the wait is claimed.</summary>
    /// <returns>The case that the wait was claimed for; none if it was claimed for no case.</returns>
    internal SelectChoice TakeDown()
    {
        for (int i = 0; i < _cases.Length; i++)
        {
            if (_waiters[i] is { } waiter)
            {
                _cases[i].Unlist(waiter); // has no effect if it was never listed
            }
        }

        _tasks?.Dispose();
        _timer?.Dispose(); // last, for a clock of the user's is foreign code
        int index = _wait.Claim - 1;
        return index >= 0 ? new SelectChoice(index, _waiters[index]) : SelectChoice.None;
    }

    /// <summary>A case without a queue, which happens when its task or its time does.</summary>
    private sealed class Happening(QueueWait wait, int claim)
    {
        internal void Happen()
        {
            ThreadSlots.InsistOnBeingReady();
            if (wait.TryClaim(claim))
            {
                wait.Wake();
            }
        }
    }
}
