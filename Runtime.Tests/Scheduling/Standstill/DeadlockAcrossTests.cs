namespace Baton.Tests;

/// <summary>Several schedulers that have all threads of a pool, and wait for more.</summary>
[TestClass]
public sealed class DeadlockAcrossTests : SchedulerTest
{
    private const int Runs = 4;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    public enum How
    {
        RunAsync,
        RunInWork,
        ParentsOfRunsElsewhere,
    }

    public enum Outside
    {
        Time,
        Task,
        SuspendedCoroutine,
        OtherWork,
        FrameThatWaitsForATask,
    }

    public static IEnumerable<object[]> All =>
        Enum.GetValues<How>().SelectMany(static how => new object[][] { [how, false], [how, true] });

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Few", MaxThreads = Runs };

    [TestMethod]
    [DynamicData(nameof(All))]
    public void Await_MainsHaveAllThreadsAndAwaitFramesWithoutOne_SomeAreToldAndTheOthersGetOn(How how, bool isOneWrittenOff)
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = Runs + (isOneWrittenOff ? 1 : 0) });
        using ManualResetEventSlim leave = new(!isOneWrittenOff);
        ExpectedQuarantined = isOneWrittenOff ? 1 : 0;
        Coroutine<int>? quarantined = isOneWrittenOff ? Quarantine(pool, leave) : null;
        using Barrier barrier = new(Runs);
        int ran = 0;
        Action main = () =>
        {
            barrier.SignalAndWait(s_long);
            Coroutine.Async(() => { Interlocked.Increment(ref ran); }).Await();
        };

        Task[] runs = [.. Enumerable.Range(0, Runs).Select(_ => Start(pool, how, main))];

        Assert.IsTrue(Task.WhenAll(runs.Select(run => Task.WhenAny(run))).Wait(s_long), "the runs end");
        List<Exception> told = [.. runs.Where(run => run.IsFaulted).Select(run => run.Exception!.InnerException!)];
        Assert.IsTrue(told.TrueForAll(failure => failure is CoroutineDeadlockException), string.Join(", ", told));
        Assert.IsGreaterThan(0, told.Count);
        foreach (Exception failure in told) // the end of another run would help
        {
            StringAssert.Contains(failure.Message, "those of other schedulers have all of these threads");
            Assert.IsFalse(failure.Message.Contains("nothing outside", StringComparison.Ordinal), failure.Message);
        }

        Assert.AreEqual(Runs - told.Count, ran);
        Assert.IsTrue(pool.Run(() => { }).Wait(s_long), "other work finds a thread");
        leave.Set();
        GC.KeepAlive(quarantined);
    }

    // A coroutine whose clean-up does not end: its thread is written off.
    private static Coroutine<int> Quarantine(CoroutineThreadPool pool, ManualResetEventSlim leave)
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                finally
                {
                    leave.Wait();
                }

                return 2;
            },
            new CoroutineOptions { ThreadPool = pool, UnwindTimeout = TimeSpan.FromMilliseconds(1) });
        coroutine.Resume();
        coroutine.Dispose();
        return coroutine;
    }

    // Within one scheduler it is told at once.
    [TestMethod]
    public void Await_MainOnThePoolsOnlyThreadAwaitsAFrameWithoutOne_IsTold()
    {
        using CoroutineThreadPool one = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });

        Task work = one.Run(() => CoroutineScheduler.Run(
            () => Coroutine.Async(() => { }).Await(), new CoroutineSchedulerOptions { ThreadPool = one }));

        Assert.ThrowsExactly<CoroutineDeadlockException>(() => work.WaitAsync(s_long).GetAwaiter().GetResult());
    }

    // All cases at once, since each takes as long as a deadlock would take to be told of.
    [TestMethod]
    public void Await_SomethingOutsideMightStillBringAThread_NobodyIsTold()
    {
        Case[] cases = [.. Enum.GetValues<Outside>().Select(outside => new Case(outside))];
        LongEnough.For(8 * s_look); // a deadlock is told of after four looks

        foreach (Case one in cases)
        {
            Assert.IsFalse(
                one.All.Any(run => run.IsCompleted),
                $"{one.Outside}: ended, or told, too early: {one.All.FirstOrDefault(run => run.IsFaulted)?.Exception}");
        }

        foreach (Case one in cases)
        {
            one.Release();
            Assert.IsTrue(Task.WaitAll([.. one.All], s_long), $"{one.Outside}: the runs end, and none is told");
            one.Dispose();
        }
    }

    private static Task Start(CoroutineThreadPool pool, How how, Action main)
    {
        CoroutineSchedulerOptions options = new() { ThreadPool = pool, StandstillInterval = s_look };
        return how switch
        {
            How.RunAsync => CoroutineScheduler.RunAsync(main, options),
            How.RunInWork => pool.Run(() => CoroutineScheduler.Run(main, options)),
            _ => Task.Factory.StartNew(
                () => CoroutineScheduler.Run(() => Coroutine.Async(main).Await(), options), TaskCreationOptions.LongRunning),
        };
    }

    /// <summary>A pool whose threads, but one, belong to mains that await frames without threads. The last has something else.</summary>
    private sealed class Case : IDisposable
    {
        private readonly CoroutineThreadPool _pool = new(new CoroutineThreadPoolOptions { MaxThreads = 3 });
        private readonly TaskCompletionSource _leave = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _end = new();
        private readonly Coroutine<int>? _coroutine;    // in case of a suspended coroutine; the constructor

        internal Case(Outside outside)
        {
            Outside = outside;
            CoroutineSchedulerOptions options = new() { ThreadPool = _pool, StandstillInterval = s_look };
            List<Task> all = [];
            using Barrier barrier = new(2);
            using ManualResetEventSlim begun = new();
            switch (outside)
            {
                case Outside.SuspendedCoroutine:
                    _coroutine = Coroutine.Create<int>(
                        yielder =>
                        {
                            yielder.Suspend(1);
                            return 2;
                        },
                        new CoroutineOptions { ThreadPool = _pool });
                    _coroutine.Resume();
                    break;
                case Outside.OtherWork:
                    all.Add(_pool.Run(_leave.Task.Wait));
                    break;
                case Outside.Time:
                    all.Add(CoroutineScheduler.RunAsync(
                        () =>
                            { Assert.ThrowsExactly<OperationCanceledException>(() => Coroutine.Delay(TimeSpan.FromDays(1), _end.Token)); },
                        options));
                    break;
                case Outside.Task:
                    all.Add(CoroutineScheduler.RunAsync(_leave.Task.Await, options));
                    break;
                default:
                    Action wait = () =>
                    {
                        begun.Set();
                        _leave.Task.Await();
                    };
                    all.Add(CoroutineScheduler.RunAsync(() => Coroutine.Async(wait), options));
                    Assert.IsTrue(begun.Wait(s_long), "the frame has its thread");
                    break;
            }

            Eventually.True(() => _pool.LiveThreads > 0, "the last thread has something to do");
            all.AddRange(Enumerable.Range(0, 2).Select(_ => CoroutineScheduler.RunAsync(
                () =>
                {
                    barrier.SignalAndWait(s_long);
                    Coroutine.Async(() => { }).Await();
                },
                options)));
            Eventually.True(() => _pool.Workers.Counts.Queued > 1, "the mains wait");
            All = all;
        }

        internal Outside Outside { get; }

        internal IReadOnlyList<Task> All { get; }

        internal void Release()
        {
            _leave.SetResult();
            _end.Cancel();
            _coroutine?.Resume();
        }

        public void Dispose()
        {
            _coroutine?.Dispose();
            _end.Dispose();
            _pool.Dispose();
        }
    }
}
