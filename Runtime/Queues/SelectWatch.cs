namespace Baton;

/// <summary>
/// What a select that waits has hung up everywhere: places in the lists of its queues, a timer for the shortest of its times, continuations on its
/// tasks. All of it is taken down again, whatever happens. Belongs to the party that selects.
/// </summary>
internal sealed class SelectWatch(SelectCase[] cases, QueueWait wait)
{
    private readonly Waiter?[] _waiters = new Waiter?[cases.Length];
    private ITimer? _timer;
    private CancellationTokenSource? _tasks; // fired, it takes the continuations off the tasks

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
                Uninterrupted.Run(static begin => begin.watch.Continue(begin.task, begin.claim), (watch: this, task, claim: i + 1));
            }
            else if (cases[i] is TimeoutCase { IsEndless: false } timeout
                && (shortest < 0 || timeout.Timeout < ((TimeoutCase)cases[shortest]).Timeout))
            {
                shortest = i;
            }
        }

        if (shortest >= 0)
        {
            SetTimer(clock, ((TimeoutCase)cases[shortest]).Timeout, shortest + 1);
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

        if (_timer is not null)
        {
            Uninterrupted.Run(static timer => timer.Dispose(), _timer);
        }

        if (_tasks is not null)
        {
            TakeOffTasks(_tasks);
        }

        int index = wait.Claim - 1;
        return index >= 0 ? new SelectChoice(index, _waiters[index]) : SelectChoice.None;
    }

    private void Continue(Task task, int claim) => task.ContinueWith(
        static (_, happening) => ((Happening)happening!).Happen(),
        new Happening(wait, claim),
        (_tasks ??= new CancellationTokenSource()).Token,
        TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
        TaskScheduler.Default);

    private void SetTimer(TimeProvider clock, TimeSpan due, int claim)
    {
        Happening happening = new(wait, claim);
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

        ITimer Create() => clock.CreateTimer(static happening => ((Happening)happening!).Happen(), happening, due, Timeout.InfiniteTimeSpan);
    }

    private static void TakeOffTasks(CancellationTokenSource tasks)
    {
        using Quiet quiet = Quiet.Begin();
        try
        {
            tasks.Cancel();
        }
        catch (AggregateException) // interrupted at a lock of a task's: the continuation stays until the task ends, and then does nothing
        {
            Thread.CurrentThread.Interrupt();
        }
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
