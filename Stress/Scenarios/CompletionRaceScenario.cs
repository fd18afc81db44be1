namespace Baton.Stress;

/// <summary>
/// Tasks that complete on other threads at the very moment at which frames begin to wait for them, are canceled, or lose patience.
/// </summary>
internal sealed class CompletionRaceScenario : IScenario
{
    private const int Completers = 2;

    public string Name => "completion-race";

    public string Description => "tasks complete on other threads while frames begin to wait, are canceled or time out: no wake-up is " +
        "lost, each wait ends once and as it may";

    public void Run(Iteration iteration)
    {
        int frames = iteration.Random.Next(1, 8);
        int waits = iteration.Random.Next(1, 40);
        Waiter[] waiters = [.. Enumerable.Range(1, frames).Select(number => new Waiter(number, waits, iteration.Fork(), iteration.Checks))];
        Random[] randoms = [.. Enumerable.Range(0, Completers).Select(_ => iteration.Fork())];
        CoroutineSchedulerOptions options = new() { Name = "waiting", ThreadPool = iteration.Pool };
        SharedFields fields = new();
        iteration.Drivers.Run(Completers + 1, number =>
        {
            if (number == 0)
            {
                CoroutineScheduler.Run(() => Array.ForEach(waiters, waiter => waiter.Start(fields)), options);
                return;
            }

            // one completes from the front, in step with those that wait; the other from anywhere, and cancels
            Random random = randoms[number - 1];
            for (int wait = 0; wait < waits; wait++)
            {
                foreach (Waiter waiter in waiters)
                {
                    random.Perturb();
                    waiter.Complete(number == 1 ? wait : random.Next(waits));
                    if (number == 2 && random.Next(64) == 0)
                    {
                        waiter.Cancel();
                    }
                }
            }
        });
        Array.ForEach(waiters, waiter => waiter.Check());
        fields.Check(iteration.Checks);
    }

    private sealed class Waiter(int number, int waits, Random random, Checks checks)
    {
        private readonly TaskCompletionSource<int>[] _sources = [.. Enumerable.Range(0, waits).Select(wait => new TaskCompletionSource<int>(
            wait % 2 == 0 ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None))];
        private Frame? _frame;      // volatile
        private int _cancels;       // volatile: how often it is asked to, counted before
        private int _done;
        private int _timedOut;
        private int _canceled;

        internal void Start(SharedFields fields) => Volatile.Write(ref _frame, Coroutine.Async(() => Wait(fields), $"waiter {number}"));

        internal void Complete(int wait) => _sources[wait].TrySetResult(wait);

        internal void Cancel()
        {
            if (Volatile.Read(ref _frame) is { } frame)
            {
                Volatile.Write(ref _cancels, _cancels + 1);
                frame.Cancel();
            }
        }

        internal void Check()
        {
            checks.Equal("each wait ended once", waits, _done + _timedOut + _canceled);
            int cancels = Volatile.Read(ref _cancels);
            checks.That("a frame is canceled at most as often as it is asked to be", _canceled <= cancels,
                () => $"{_canceled} times of {cancels}");
            checks.Held("a wait ended with its result", _done);
            checks.Held("a wait timed out", _timedOut);
            checks.Held("a wait was canceled", _canceled);
        }

        private void Wait(SharedFields fields)
        {
            for (int wait = 0; wait < waits; wait++)
            {
                fields.Touch(number, random);
                try
                {
                    if (!WaitOnce(_sources[wait].Task, wait))
                    {
                        _timedOut++;
                    }
                }
                catch (OperationCanceledException e)
                {
                    checks.Equal("a cancellation has the frame's token", Coroutine.CancellationToken, e.CancellationToken);
                    _canceled++;
                }
            }
        }

        private bool WaitOnce(Task<int> task, int wait)
        {
            if (random.Next(4) == 0)
            {
                try
                {
                    Check(wait, task.WaitAsync(TimeSpan.FromMilliseconds(random.Next(2))).Await());
                    return true;
                }
                catch (TimeoutException)
                {
                    return false;
                }
            }

            Check(wait, random.Next(2) == 0 ? task.Await() : new ValueTask<int>(task).Await());
            return true;
        }

        private void Check(int wait, int result)
        {
            _done++;
            if (result != wait)
            {
                checks.Fail("a wait gives its own task's result", $"expected {wait}, was {result}");
            }
        }
    }
}
