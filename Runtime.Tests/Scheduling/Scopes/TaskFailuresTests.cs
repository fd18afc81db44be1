namespace Baton.Tests;

/// <summary>A task ends with several failures. The first comes out of every way to await the task, and keeps the others.</summary>
[TestClass]
public sealed class TaskFailuresTests : SchedulerTest
{
    private static readonly bool[] s_either = [false, true];

    private readonly Exception[] _failures = [new InvalidDataException("0"), new FormatException("1"), new IOException("2")];

    // Given a task that has several failures, or will have: how the task is awaited.
    private Dictionary<string, Action<Task<int>>> Ways => new()
    {
        ["Await"] = static task => ((Task)task).Await(),
        ["Await of a result"] = static task => task.Await(),
        ["Await of a value task"] = static task => new ValueTask(task).Await(),
        ["Await of a value task's result"] = static task => new ValueTask<int>(task).Await(),
        ["Await with a limit"] = static task => ((Task)task).Await(TimeSpan.FromMinutes(1)),
        ["Await of a result with a token"] = static task =>
        {
            using CancellationTokenSource source = new();
            task.Await(source.Token);
        },
        ["Await of a value task with a limit"] = static task => new ValueTask(task).Await(TimeSpan.FromMinutes(1)),
        ["Await of a value task's result with a limit"] = static task => new ValueTask<int>(task).Await(TimeSpan.FromMinutes(1)),
        ["ConfigureAwait"] = static task => ((Task)task).ConfigureAwait(false).Await(),
        ["ConfigureAwait of a result"] = static task => task.ConfigureAwait(false).Await(),
        ["ConfigureAwait of a value task"] = static task => new ValueTask(task).ConfigureAwait(false).Await(),
        ["ConfigureAwait of a value task's result"] = static task => new ValueTask<int>(task).ConfigureAwait(false).Await(),
        ["a select"] = static task => Select.Any(Select.On(task)),
        ["a select of a result"] = static task => Select.Any(Select.On(task, static _ => { })),
        ["AwaitDispose"] = static task => new Resource(task).AwaitDispose().Dispose(),
        ["AwaitEach"] = static task => Assert.AreEqual(0, new Items(task).AwaitEach().Count()),
        ["a function that returns a task"] = static task => Coroutine.Async(() => (Task)task).Await(),
        ["a function that returns a result's task"] = static task => Coroutine.Async(() => task).Await(),
        ["a function that returns a value task"] = static task => Coroutine.Async(() => new ValueTask(task)).Await(),
        ["a run of a function that returns a task"] = static task => CoroutineScheduler.Run(() => (Task)task),
        ["RunAsync of a function that returns a task"] = static task => CoroutineScheduler.RunAsync(() => (Task)task).Await(),
        ["a frame's task"] = static task => Coroutine.Async(() => (Task)task).AsTask().Await(),
        ["a function of a scope"] = static task => CoroutineScope.Run(scope => { scope.Async(() => (Task)task); }),
        ["the block of a scope"] = static task => CoroutineScope.Run(_ => task.Await()),
        ["pool work"] = task => Pool.Run(() => task.Await()).Await(),
        ["a stream"] = static task =>
        {
            SuspendingStream stream = new(new Flushing(task), leaveOpen: true);
            stream.Flush();
        },
    };

    public static IEnumerable<object[]> Cells =>
        from way in new TaskFailuresTests { TestContext = null! }.Ways.Keys
        from inFrame in s_either
        from isOver in s_either
        select new object[] { way, inFrame, isOver };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Await_ATaskWithSeveralFailures_ThrowsTheFirstWhichKeepsTheOthers(string way, bool inFrame, bool isOver) =>
        Perform(inFrame, () =>
        {
            TaskCompletionSource<int> source = new();
            if (isOver)
            {
                source.SetException(_failures);
            }
            else
            {
                _ = Task.Run(() => source.SetException(_failures));
            }

            AssertAll(Assert.ThrowsExactly<InvalidDataException>(() => Ways[way](source.Task)));
            AssertAll(Assert.ThrowsExactly<InvalidDataException>(() => Ways[way](source.Task)));
        });

    [TestMethod]
    public void ConfigureAwait_WhichSuppresses_ThrowsNothing()
    {
        TaskCompletionSource source = new();
        source.SetException(_failures);

        source.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).Await();

        Assert.IsEmpty(CoroutineScope.FurtherFailures(_failures[0]));
    }

    [TestMethod]
    public void AwaitAll_OfTheSameFramesTwice_ThrowsTheSameObject() => Run(() =>
    {
        Frame[] frames = [.. _failures.Select(static failure => Coroutine.Async(() => throw failure))];

        AssertAll(Assert.ThrowsExactly<InvalidDataException>(() => Frame.AwaitAll(frames)));
        AssertAll(Assert.ThrowsExactly<InvalidDataException>(() => Frame.AwaitAll(frames)));
    });

    [TestMethod]
    public void FurtherFailures_OfScopesThatAwaitOneTask_StayWhatTheyWere() => Run(() =>
    {
        Task several = Task.WhenAll(_failures.Select(Task.FromException));
        FormatException own = new("own");
        Exception? before = null;

        Exception around = Assert.ThrowsExactly<InvalidDataException>(() => CoroutineScope.Run(
            scope =>
            {
                scope.Async(several.Await);
                before = Assert.ThrowsExactly<InvalidDataException>(() => CoroutineScope.Run(_ => several.Await()));
                scope.Async(() => throw own);
            },
            new() { Supervise = true }));

        AssertAll(before!);
        Assert.AreSequenceEqual([.. _failures[1..], own], CoroutineScope.FurtherFailures(around));
    });

    private void AssertAll(Exception seen)
    {
        Assert.AreSame(_failures[0], seen);
        Assert.AreSequenceEqual(_failures[1..], CoroutineScope.FurtherFailures(seen));
    }

    private void Perform(bool inFrame, Action test)
    {
        if (inFrame)
        {
            Run(test);
        }
        else
        {
            test();
        }
    }

    private sealed class Resource(Task end) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(end);
    }

    private sealed class Items(Task<int> end) : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        public int Current => 0;

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        // Not by an async method, which would lose all but one.
        public ValueTask<bool> MoveNextAsync()
        {
            TaskCompletionSource<bool> step = new();
            end.ContinueWith(
                end => step.SetException(end.Exception!.InnerExceptions),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            return new(step.Task);
        }

        public ValueTask DisposeAsync() => default;
    }

    private sealed class Flushing(Task end) : MemoryStream
    {
        public override Task FlushAsync(CancellationToken cancellationToken) => end;
    }
}
