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
    private ITimer? _timer;                     // for the shortest time; the party
    private CancellationTokenSource? _tasks;    // fired, it takes the continuations off the tasks; the party

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
                Uninterrupted.Run(static begin => begin.watch.Continue(begin.task, begin.claim), (watch: this, task, claim: i + 1));
            }
            else if (_cases[i] is TimeoutCase { IsEndless: false } timeout
                && (shortest < 0 || timeout.Timeout < ((TimeoutCase)_cases[shortest]).Timeout))
            {
                shortest = i;
            }
        }

        if (shortest >= 0)
        {
            SetTimer(clock, ((TimeoutCase)_cases[shortest]).Timeout, shortest + 1);
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

        if (_timer is not null)
        {
            Uninterrupted.Run(static timer => timer.Dispose(), _timer);
        }

        if (_tasks is not null)
        {
            TakeOffTasks(_tasks);
        }

        int index = _wait.Claim - 1;
        return index >= 0 ? new SelectChoice(index, _waiters[index]) : SelectChoice.None;
    }

    private void Continue(Task task, int claim) => task.ContinueWith(
        static (_, happening) => ((Happening)happening!).Happen(),
        new Happening(_wait, claim),
        (_tasks ??= new CancellationTokenSource()).Token,
        TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
        TaskScheduler.Default);

    private void SetTimer(TimeProvider clock, TimeSpan due, int claim)
    {
        Happening happening = new(_wait, claim);
        using Quiet quiet = Quiet.Begin(); // all timers share locks
        if (ExecutionContext.IsFlowSuppressed())
        {
            _timer = Create();
        }
        else
        {
            using (ExecutionContext.SuppressFlow())
            {
                _timer = Create();
            }
        }

        ITimer Create() =>
            clock.CreateTimer(static happening => ((Happening)happening!).Happen(), happening, due, Timeout.InfiniteTimeSpan);
    }

    private static void TakeOffTasks(CancellationTokenSource tasks)
    {
        using Quiet quiet = Quiet.Begin();
        try
        {
            tasks.Cancel();
        }
        catch (AggregateException)
        {
            // Interrupted at a lock of a task's. The continuation stays until the task ends, and then does nothing.
            Thread.CurrentThread.Interrupt();
        }
    }

    /// <summary>A case without a queue, which happens when its task or its time does.</summary>
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
