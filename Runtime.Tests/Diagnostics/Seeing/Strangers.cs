namespace Baton.Tests;

/// <summary>
/// Members that are none of the test's: a deadlock, and waits of many kinds, by the names that tests give to their own members. A test
/// that takes them for its own fails every time, and not only when another test has left something behind.
/// </summary>
internal sealed class Strangers : IDisposable
{
    private static readonly string[] s_names = ["waiting", "first", "second", "subject", "left", "right", "driver", "frame 3"];

    private readonly TaskCompletionSource _never = new();
    private readonly ManualResetEventSlim _gate = new();
    private readonly CoroutineThreadPool _pool = new(new() { Name = "strangers", MaxThreads = 64 });
    private readonly CoroutineThreadPool _full = new(new() { Name = "full", MaxThreads = 1 });
    private readonly DeadlockStage _stage;
    private readonly CoroutineScheduler _scheduler;
    private readonly CoroutineScheduler _starved;
    private readonly CoroutineQueue<int> _queue = new();
    private readonly Coroutine<int> _walker;
    private readonly TestThread _visitor;
    private readonly Task _work;
    private readonly Task<int> _async;

    /// <summary>Returns when all of them are seen.</summary>
    internal Strangers()
    {
        _stage = new DeadlockStage(_pool);
        _stage.Start("one", "a", () => _stage["b"].Await());
        _stage.Start("two", "b", () => _stage["a"].Await());
        _scheduler = new CoroutineScheduler(new CoroutineSchedulerOptions { ThreadPool = _pool, Name = "one" });
        Array.ForEach(s_names, name => _scheduler.Start(() => _never.Task.Await(), name));
        _scheduler.Start(() => Coroutine.Delay(Timeout.InfiniteTimeSpan), "delayed");
        _scheduler.Start(() => CoroutineScope.Run(scope => { scope.Async(() => _never.Task.Await(), "inner"); }), "around");
        _starved = new CoroutineScheduler(new CoroutineSchedulerOptions { ThreadPool = _full, Name = "starved" });
        Array.ForEach(["main", "blocks", "unstarted", "unstarted"], name => _starved.Start(() => _never.Task.Await(), name));
        _walker = Coroutine.Create<int>(Walk, new CoroutineOptions { ThreadPool = _pool, Name = "walker" });
        _walker.Resume();
        _visitor = TestThread.Start(() => _queue.Dequeue(), "visitor");
        _work = _pool.Run(() => _gate.Wait());
        _async = _queue.DequeueAsync().AsTask();
        Eventually.True(
            () =>
            {
                DiagnosticSnapshot now = CoroutineDiagnostics.Capture();
                Keys = [.. now.Members.Select(static member => member.Key)];
                return now.Members.Count(static member => member.Wait is not null) >= s_names.Length + 13
                    && now.Findings.Any(static finding => finding.Level == FindingLevel.Deadlock);
            },
            "the strangers are seen");
    }

    /// <summary>The keys of all members that there are: the strangers, and what other tests have left behind.</summary>
    internal HashSet<string> Keys { get; private set; } = [];

    public void Dispose()
    {
        _stage.Dispose();
        _gate.Set();
        _never.SetResult();
        _scheduler.Dispose();
        _starved.Dispose();
        _walker.Dispose();
        _queue.Enqueue(1);
        _queue.Enqueue(2);
        _visitor.Join();
        Assert.IsTrue(Task.WaitAll([_work, _async], TimeSpan.FromSeconds(30)), "the strangers leave");
        _pool.Dispose();
        _full.Dispose();
        _gate.Dispose();
    }

    private static int Walk(Yielder<int> yielder)
    {
        yielder.Suspend(1);
        return 2;
    }
}
