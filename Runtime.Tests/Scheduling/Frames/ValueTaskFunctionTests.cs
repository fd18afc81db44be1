namespace Baton.Tests;

/// <summary>Functions that return value tasks: each door waits for their end, or refuses them.</summary>
[TestClass]
public sealed class ValueTaskFunctionTests : SchedulerTest
{
    private static readonly string[] s_doors =
    [
        "Run", "RunAsync", "Start", "Async", "scope.Async", "CoroutineScope.Run", "Async outside", "in a coroutine",
    ];

    private static readonly string[] s_kinds = ["plain", "number", "reference", "pooled"];

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InvalidTimeZoneException _failure = new();
    private volatile bool _isOver;

    public static IEnumerable<object[]> Cells => s_doors.SelectMany(door => s_kinds.SelectMany(
        kind => new[] { new object[] { door, kind, false }, new object[] { door, kind, true } }));

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void FunctionReturnsAValueTask_IsWaitedForAndItsFailureComesOut(string door, string kind, bool fails)
    {
        TestThread opens = TestThread.Start(() =>
        {
            Blocking.For(5);
            _gate.SetResult();
        });
        switch (kind)
        {
            case "plain":
                Through<ValueTask>(door, () => Plain(fails), result => result.Await(), fails);
                break;
            case "number":
                Through(door, () => Number(fails), result => Assert.AreEqual(7, result.Await()), fails);
                break;
            case "reference":
                Through(door, () => Reference(fails), result => Assert.AreEqual("7", result.Await()), fails);
                break;
            default:
                CoroutineQueue<int> queue = new();
                Through(
                    door,
                    () => Pooled(queue, fails),
                    result =>
                    {
                        Assert.AreEqual(7, result.Await());
                        Assert.AreEqual(7, result.Await(), "what was waited for may be asked any number of times");
                    },
                    fails);
                break;
        }

        opens.Join();
        Assert.IsTrue(_isOver || kind == "pooled", "the function was waited for");
    }

    [TestMethod]
    public void Async_ValueTaskInAnObject_IsAResultLikeAnyOther() => Run(() =>
    {
        object result = new ValueTask(_gate.Task);
        Frame<object> frame = Coroutine.Async(() => result);

        Assert.IsTrue(frame.IsCompleted);
        Assert.AreSame(result, frame.Await());
    });

    [TestMethod]
    public void Async_MethodGroup_IsWaitedFor() => Run(() =>
    {
        TestThread.Start(_gate.SetResult);
        Coroutine.Async(Group).Await();

        Assert.IsTrue(_isOver);
    });

    private ValueTask Group() => Plain(fails: false);

    private void Through<T>(string door, Func<T> function, Action<T> check, bool fails)
    {
        if (fails)
        {
            Assert.AreSame(_failure, Assert.ThrowsExactly<InvalidTimeZoneException>(() => Call(door, function)));
        }
        else
        {
            check(Call(door, function));
        }
    }

    private T Call<T>(string door, Func<T> function)
    {
        switch (door)
        {
            case "Run":
                return CoroutineScheduler.Run(function, OnPool);
            case "RunAsync":
                return CoroutineScheduler.RunAsync(function, OnPool).GetAwaiter().GetResult();
            case "Start":
                using (CoroutineScheduler scheduler = new(OnPool))
                {
                    return scheduler.Start(function).Await();
                }

            case "Async":
                return Run(() => Coroutine.Async(function).Await());
            case "scope.Async":
                return Run(() => CoroutineScope.Run(scope =>
                {
                    Frame<T> frame = scope.Async(function);
                    Coroutine.Yield();
                    return frame;
                }).Await());
            case "CoroutineScope.Run":
                return Run(() => CoroutineScope.Run<T>(_ => function()));
            case "in a coroutine":
                return Run(() =>
                {
                    using Coroutine<int> coroutine = Coroutine.Create<int>(_ => 1, InPool);
                    coroutine.Resume();
                    return Coroutine.Async(function).Await();
                });
            default:
                return Coroutine.Async(function).Await();
        }
    }

    private async ValueTask Plain(bool fails)
    {
        await _gate.Task;
        _isOver = true;
        if (fails)
        {
            throw _failure;
        }
    }

    private async ValueTask<int> Number(bool fails)
    {
        await Plain(fails);
        return 7;
    }

    private async ValueTask<string> Reference(bool fails)
    {
        await Plain(fails);
        return "7";
    }

    // A value task that may be consumed once.
    private ValueTask<int> Pooled(CoroutineQueue<int> queue, bool fails)
    {
        ValueTask<int> task = fails ? Number(fails) : queue.DequeueAsync();
        _ = _gate.Task.ContinueWith(_ => queue.TryEnqueue(7), TaskScheduler.Default);
        return task;
    }
}
