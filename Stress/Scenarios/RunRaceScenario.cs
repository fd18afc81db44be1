namespace Baton.Stress;

/// <summary>Threads that start frames on a scheduler while others dispose it, and runs whose token fires at any moment.</summary>
internal sealed class RunRaceScenario : IScenario
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public string Name => "run-race";

    public string Description => "Start against Dispose, RunAsync against its token: every frame that was accepted ends once, every " +
        "other is refused, every run's task ends as it may";

    public void Run(Iteration iteration)
    {
        CoroutineSchedulerOptions options = new() { Name = "raced", ThreadPool = iteration.Pool };
        if (iteration.Random.Next(2) == 0)
        {
            RaceDispose(iteration, options);
        }
        else
        {
            RaceToken(iteration, options);
        }
    }

    private static void RaceDispose(Iteration iteration, CoroutineSchedulerOptions options)
    {
        CoroutineScheduler scheduler = new(options);
        SharedFields fields = new();
        int starters = iteration.Random.Next(1, 4);
        int disposers = iteration.Random.Next(1, 3);
        int starts = iteration.Random.Next(1, 20);
        Account[] accounts = [.. Enumerable.Range(0, starters).Select(_ => new Account(iteration.Fork(), fields))];
        Random[] randoms = [.. Enumerable.Range(0, disposers).Select(_ => iteration.Fork())];
        int late = iteration.Random.Next(300);
        iteration.Drivers.Run(starters + disposers, number =>
        {
            if (number < starters)
            {
                accounts[number].StartSome(scheduler, starts);
            }
            else
            {
                Perturbation.Spin(randoms[number - starters].Next(late + 1));
                scheduler.Dispose();
            }
        });
        iteration.Checks.Equal("once disposed a scheduler refuses", true, Account.IsRefused(scheduler));
        Array.ForEach(accounts, account => account.Check(iteration.Checks));
        fields.Check(iteration.Checks);
    }

    private static void RaceToken(Iteration iteration, CoroutineSchedulerOptions options)
    {
        using CancellationTokenSource source = new();
        Account account = new(iteration.Fork(), new SharedFields());
        int after = iteration.Random.Next(200);
        int frames = iteration.Random.Next(0, 6);
        Task? run = null;
        iteration.Drivers.Run(2, number =>
        {
            if (number == 0)
            {
                run = CoroutineScheduler.RunAsync(() => account.Main(frames), options, source.Token);
            }
            else
            {
                Perturbation.Spin(after);
                source.Cancel();
            }
        });
        bool ended = ((IAsyncResult)run!).AsyncWaitHandle.WaitOne(s_patience);
        iteration.Checks.That("a run ends", ended);
        iteration.Checks.That("a run ends by itself or canceled", run.Status is TaskStatus.RanToCompletion or TaskStatus.Canceled, () =>
            $"{run.Status} {run.Exception}");
        account.Check(iteration.Checks);
    }

    /// <summary>What one thread, or main, started.</summary>
    private sealed class Account(Random random, SharedFields fields)
    {
        private readonly List<Frame> _frames = [];
        private int _begun;     // interlocked, as is the next
        private int _ended;

        internal void StartSome(CoroutineScheduler scheduler, int count)
        {
            for (int i = 0; i < count; i++)
            {
                Random own = new(random.Next());
                try
                {
                    _frames.Add(scheduler.Start(() => Body(own)));
                }
                catch (ObjectDisposedException)
                {
                    return;
                }

                random.Perturb();
            }
        }

        internal void Main(int count)
        {
            for (int i = 0; i < count; i++)
            {
                Random own = new(random.Next());
                _frames.Add(Coroutine.Async(() => Body(own)));
            }

            Coroutine.Yield();
        }

        internal static bool IsRefused(CoroutineScheduler scheduler)
        {
            try
            {
                scheduler.Start(() => { });
                return false;
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
        }

        internal void Check(Checks checks)
        {
            Task[] tasks = [.. _frames.Select(frame => frame.AsTask())];
            bool over = Task.WhenAll(tasks).ContinueWith(static _ => { }, TaskScheduler.Default).Wait(s_patience);
            checks.That("every task ends", over, () => string.Join(", ", _frames.Where(frame => !frame.IsCompleted)));
            checks.Equal("every frame that was accepted ended", _frames.Count, _frames.Count(frame => frame.IsCompleted));
            checks.Equal("every frame that began ended", _begun, _ended);
            checks.That("frames end by themselves or canceled", !tasks.Any(task => task.IsFaulted), () =>
                string.Join(", ", tasks.Select(task => task.Exception)));
        }

        private void Body(Random own)
        {
            Interlocked.Increment(ref _begun);
            try
            {
                for (int steps = own.Next(5); steps > 0; steps--)
                {
                    fields.Touch(1, own);
                    Step(own);
                }
            }
            finally
            {
                fields.Touch(1, own);
                Interlocked.Increment(ref _ended);
            }
        }

        private static void Step(Random own)
        {
            switch (own.Next(6))
            {
                case 0:
                    Coroutine.Delay(own.Next(2) == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(1));
                    break;
                case 1:
                    Task.Run(static () => { }).Await();
                    break;
                case 2:
                    Coroutine.Async(Coroutine.Yield).Await();
                    break;
                default:
                    Coroutine.Yield();
                    break;
            }
        }
    }
}
