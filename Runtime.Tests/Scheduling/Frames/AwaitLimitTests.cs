namespace Baton.Tests;

/// <summary>Await with a token and with a time limit: what ends the wait, for each kind of task, and wherever it is called.</summary>
[TestClass]
public sealed class AwaitLimitTests : SchedulerTest
{
    private static readonly TimeSpan s_never = Timeout.InfiniteTimeSpan;
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_late = TimeSpan.FromMinutes(5);

    private readonly TaskCompletionSource<int> _task = new();
    private readonly CancellationTokenSource _source = new();

    private static readonly string[] s_places = ["frame", "generator", "coroutine", "outside"];

    private delegate int Wait(Task<int> task, TimeSpan limit, CancellationToken token);

    public static IEnumerable<object[]> Cells =>
        from place in s_places
        from kind in s_kinds.Keys
        select new object[] { place, kind };

    private static readonly Dictionary<string, Wait> s_kinds = new()
    {
        ["Task<T>"] = static (task, limit, token) => task.Await(limit, token),
        ["Task"] = static (task, limit, token) =>
        {
            ((Task)task).Await(limit, token);
            return 7;
        },
        ["ValueTask<T>"] = static (task, limit, token) => new ValueTask<int>(task).Await(limit, token),
        ["ValueTask"] = static (task, limit, token) =>
        {
            new ValueTask(task).Await(limit, token);
            return 7;
        },
        ["Task<T>, one of the two"] = static (task, limit, token) => limit == s_never ? task.Await(token) : task.Await(limit),
        ["Task, one of the two"] = static (task, limit, token) =>
        {
            if (limit == s_never)
            {
                ((Task)task).Await(token);
            }
            else
            {
                ((Task)task).Await(limit);
            }

            return 7;
        },
        ["ValueTask<T>, one of the two"] =
            static (task, limit, token) => limit == s_never ? new ValueTask<int>(task).Await(token) : new ValueTask<int>(task).Await(limit),
        ["ValueTask, one of the two"] = static (task, limit, token) =>
        {
            if (limit == s_never)
            {
                new ValueTask(task).Await(token);
            }
            else
            {
                new ValueTask(task).Await(limit);
            }

            return 7;
        },
    };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Await_TokenHasFired_Throws(string place, string kind)
    {
        _source.Cancel();

        OperationCanceledException seen = Assert.Throws<OperationCanceledException>(() => In(place, kind, s_never, _source.Token));

        Assert.AreEqual(_source.Token, seen.CancellationToken);
        Assert.IsFalse(_task.Task.IsCompleted);
    }

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Await_TokenFires_Throws(string place, string kind)
    {
        _source.CancelAfter(s_soon);

        OperationCanceledException seen = Assert.Throws<OperationCanceledException>(() => In(place, kind, s_never, _source.Token));

        Assert.AreEqual(_source.Token, seen.CancellationToken);
        Assert.IsFalse(_task.Task.IsCompleted);
    }

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Await_TimePasses_Throws(string place, string kind)
    {
        TimeoutException seen = Assert.ThrowsExactly<TimeoutException>(() => In(place, kind, s_soon, CancellationToken.None));

        StringAssert.Contains(seen.Message, "00:00:00.01");
        Assert.IsFalse(_task.Task.IsCompleted);
    }

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Await_TaskCompletesMeanwhile_ReturnsItsResult(string place, string kind)
    {
        using Timer timer = new(_ => _task.TrySetResult(7), null, s_soon, s_never);

        Assert.AreEqual(7, In(place, kind, s_late, _source.Token));
    }

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Await_TaskFailsMeanwhile_ThrowsTheSameObject(string place, string kind)
    {
        FormatException failure = new();
        using Timer timer = new(_ => _task.TrySetException(failure), null, s_soon, s_never);

        Assert.AreSame(failure, Assert.ThrowsExactly<FormatException>(() => In(place, kind, s_never, _source.Token)));
    }

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Await_TaskIsCanceledMeanwhile_ThrowsItsToken(string place, string kind)
    {
        using CancellationTokenSource other = new();
        other.Cancel();
        using Timer timer = new(_ => _task.TrySetCanceled(other.Token), null, s_soon, s_never);

        OperationCanceledException seen = Assert.Throws<OperationCanceledException>(() => In(place, kind, s_late, _source.Token));

        Assert.AreEqual(other.Token, seen.CancellationToken);
    }

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Await_TaskHasEnded_ComesBeforeTokenAndLimit(string place, string kind)
    {
        FormatException failure = new();
        _source.Cancel();
        _task.SetResult(7);

        Assert.AreEqual(7, In(place, kind, s_never, _source.Token));
        Assert.AreEqual(7, In(place, kind, TimeSpan.Zero, _source.Token));
        Assert.AreSame(failure, Assert.ThrowsExactly<FormatException>(
            () => In(place, kind, TimeSpan.Zero, _source.Token, Task.FromException<int>(failure))));
        Assert.ThrowsExactly<TaskCanceledException>(
            () => In(place, kind, TimeSpan.Zero, CancellationToken.None, Task.FromCanceled<int>(new CancellationToken(true))));
    }

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Await_NoTime_LooksOnce(string place, string kind) =>
        Assert.ThrowsExactly<TimeoutException>(() => In(place, kind, TimeSpan.Zero, CancellationToken.None));

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Await_LimitOutOfRange_Throws(string place, string kind)
    {
        foreach (TimeSpan limit in new[] { TimeSpan.FromMilliseconds(-2), TimeSpan.FromMilliseconds(uint.MaxValue), TimeSpan.MaxValue })
        {
            ArgumentOutOfRangeException seen = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
                () => In(place, kind, limit, CancellationToken.None, Task.FromResult(7)));
            Assert.AreEqual("timeout", seen.ParamName);
        }
    }

    [TestMethod]
    public void Await_LongestLimit_IsTaken() => Run(() =>
    {
        Frame<int> waits = Coroutine.Async(() => _task.Task.Await(TimeSpan.FromMilliseconds(uint.MaxValue - 1)));
        _task.SetResult(3);
        Assert.AreEqual(3, waits.Await());
    });

    [TestMethod]
    public void Await_FiredTokenAndNoTime_ThrowsForTheToken()
    {
        _source.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(() => _task.Task.Await(TimeSpan.Zero, _source.Token));
    }

    [TestMethod]
    public void Await_InAFrame_OtherFramesRunMeanwhile()
    {
        Run(() =>
        {
            Coroutine.Async(() => Log.Add(_task.Task.Await(s_late, _source.Token).ToString(provider: null)));
            Log.Add("other");
            _task.SetResult(7);
        });

        AssertLog("other 7");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Await_ByTheClockOfTheOptions_LeavesNoTimer(bool ends)
    {
        ManualTime clock = new();
        CoroutineScheduler.Run(
            () =>
            {
                Frame<int> waits = Coroutine.Async(() => _task.Task.Await(TimeSpan.FromSeconds(3), _source.Token));
                Assert.AreEqual(1, clock.Pending);
                clock.Advance(2999);
                if (ends)
                {
                    _task.SetResult(7);
                    Assert.AreEqual(7, waits.Await());
                }
                else
                {
                    Coroutine.Yield();
                    Assert.IsFalse(waits.IsCompleted);
                    clock.Advance(1);
                    Assert.ThrowsExactly<TimeoutException>(() => waits.Await());
                }

                Assert.AreEqual(0, clock.Pending);
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = clock });
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Await_FrameIsCanceled_ThrowsTheFramesCancellation(bool hasFired) => Run(() =>
    {
        CancellationToken own = default;
        OperationCanceledException? seen = null;
        Frame waits = Coroutine.Async(() =>
        {
            own = Coroutine.CancellationToken;
            seen = Assert.Throws<OperationCanceledException>(() => _task.Task.Await(s_late, _source.Token));
            _task.Task.Await(TimeSpan.FromMilliseconds(1)); // clean-up waits, and is not canceled again
        });
        waits.Cancel();
        if (hasFired)
        {
            _source.Cancel();
        }

        Assert.ThrowsExactly<TimeoutException>(waits.Await);
        Assert.AreEqual(own, seen!.CancellationToken);
        Assert.IsFalse(_task.Task.IsCompleted);
    });

    [TestMethod]
    public void Await_OwnTokenOfACanceledFrame_TellsTheFrameOnce() => Run(() =>
    {
        Frame waits = Coroutine.Async(() =>
        {
            Assert.Throws<OperationCanceledException>(() => _task.Task.Await(Coroutine.CancellationToken));
            Coroutine.Yield();
            Log.Add("told once");
        });
        waits.Cancel();
        waits.Await();
        AssertLog("told once");
    });

    [TestMethod]
    public void Await_NoSuspendRegion_RefusesOnlyWhatWouldSuspend() => Run(() =>
    {
        using NoSuspendRegion region = Coroutine.NoSuspend();
        Assert.ThrowsExactly<InvalidOperationException>(() => _task.Task.Await(_source.Token));
        Assert.ThrowsExactly<InvalidOperationException>(() => _task.Task.Await(s_late));
        Assert.ThrowsExactly<TimeoutException>(() => _task.Task.Await(TimeSpan.Zero));
        Assert.AreEqual(1, Task.FromResult(1).Await(s_late, _source.Token));
        _source.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => _task.Task.Await(_source.Token));
    });

    [TestMethod]
    public void Await_BlockingOutsideIsForbidden_RefusesOnlyWhatWouldBlock()
    {
        using Cleanup off = new(() => AppContext.SetSwitch("Baton.ThrowOnBlockingOutside", false));
        AppContext.SetSwitch("Baton.ThrowOnBlockingOutside", true);

        Assert.ThrowsExactly<InvalidOperationException>(() => _task.Task.Await(_source.Token));
        Assert.ThrowsExactly<InvalidOperationException>(() => _task.Task.Await(s_late));
        Assert.ThrowsExactly<TimeoutException>(() => _task.Task.Await(TimeSpan.Zero));
        Assert.AreEqual(1, Task.FromResult(1).Await(s_late, _source.Token));
    }

    [TestMethod]
    public async Task Await_InAGeneratorOutside_TheConsumersTokenEndsIt()
    {
        using CancellationTokenSource consumer = new();
        IAsyncEnumerable<int> items = Coroutine.GenerateAsync<int>(
            y =>
            {
                consumer.CancelAfter(s_soon);
                _task.Task.Await(s_late, _source.Token);
            },
            options: InPool);

        OperationCanceledException seen = await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (int item in items.WithCancellation(consumer.Token))
            {
                Assert.Fail();
            }
        });

        Assert.AreEqual(consumer.Token, seen.CancellationToken);
    }

    [TestMethod]
    public void Await_FrameOfTheSameScheduler_EndsByToken() => Run(() =>
    {
        Frame<int> frame = Coroutine.Async(() => _task.Task.Await());
        Task<int> task = frame.AsTask();
        _source.CancelAfter(s_soon);

        Assert.ThrowsExactly<OperationCanceledException>(() => task.Await(_source.Token));
        _task.SetResult(5);
        Assert.AreEqual(5, task.Await(s_late));
    });

    [TestMethod]
    [DataRow("frame")]
    [DataRow("outside")]
    public void Await_LeftTask_FailsUnobserved(string place)
    {
        Task task = Leave(place);
        Assert.IsFalse(task.IsCompleted, "it goes on");

        // A task may be seen on a stack a moment longer, and be garbage only in a later round.
        int count = Enumerable.Range(0, 5).Sum(_ => UnobservedTasks.CountDuring<MarkedException>(() => LeaveAndFail(place)));
        Assert.IsGreaterThan(0, count);
    }

    [TestMethod]
    [DataRow("frame")]
    [DataRow("outside")]
    public void Await_ManyTimesOnOneTaskAndToken_KeepsNothing(string place)
    {
        const int Times = 20_000;
        In(place, () => WaitOften(100));
        long before = GC.GetTotalMemory(forceFullCollection: true);

        In(place, () => WaitOften(Times));

        Assert.IsLessThan(Times * 16, GC.GetTotalMemory(forceFullCollection: true) - before);
        GC.KeepAlive(_task);
        GC.KeepAlive(_source);
    }

    // Each wait ends by its token, or by its task.
    private void WaitOften(int times)
    {
        for (int i = 0; i < times; i++)
        {
            using CancellationTokenSource source = new();
            TaskCompletionSource<int> task = new();
            if (FrameCore.Current is null)
            {
                ThreadPool.UnsafeQueueUserWorkItem(_ => source.Cancel(), null);
                Assert.ThrowsExactly<OperationCanceledException>(() => _task.Task.Await(s_late, source.Token));
                ThreadPool.UnsafeQueueUserWorkItem(_ => task.SetResult(1), null);
                task.Task.Await(s_late, _source.Token);
                continue;
            }

            Frame canceled = Coroutine.Async(() =>
                Assert.ThrowsExactly<OperationCanceledException>(() => _task.Task.Await(s_late, source.Token)));
            Frame ends = Coroutine.Async(() => task.Task.Await(s_late, _source.Token));
            source.Cancel();
            task.SetResult(1);
            canceled.Await();
            ends.Await();
        }
    }

    private static Task<int> Leave(string place)
    {
        TaskCompletionSource<int> task = new();
        In(place, () => Assert.ThrowsExactly<TimeoutException>(() => task.Task.Await(TimeSpan.FromMilliseconds(1))));
        return task.Task;
    }

    private static void LeaveAndFail(string place)
    {
        TaskCompletionSource<int> task = new();
        In(place, () => Assert.ThrowsExactly<TimeoutException>(() => task.Task.Await(TimeSpan.FromMilliseconds(1))));
        task.SetException(new MarkedException());
    }

    private static void In(string place, Action action)
    {
        if (place == "outside")
        {
            action();
        }
        else
        {
            CoroutineScheduler.Run(action);
        }
    }

    private int In(string place, string kind, TimeSpan limit, CancellationToken token, Task<int>? task = null)
    {
        int Call() => s_kinds[kind](task ?? _task.Task, limit, token);
        return place switch
        {
            "frame" => Run(Call),
            "generator" => Run(() => Coroutine.Generate<int>(y => y.Suspend(Call()), options: InPool).Single()),
            "coroutine" => Run(() => Coroutine.Create<int>(_ => Call(), InPool).Resume()),
            _ => Call(),
        };
    }

    private sealed class MarkedException : Exception;
}
