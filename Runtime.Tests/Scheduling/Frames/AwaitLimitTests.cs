namespace Baton.Tests;

/// <summary>Await with a token and with a time limit: what ends the wait, for each kind of task, and wherever it is called.</summary>
[TestClass]
public sealed class AwaitLimitTests : AwaitLimitTest
{
    [TestMethod]
    [DynamicData(nameof(Cells), typeof(AwaitLimitTest))]
    public void Await_TokenHasFired_Throws(string place, string kind)
    {
        _source.Cancel();

        OperationCanceledException seen = Assert.Throws<OperationCanceledException>(() => In(place, kind, s_never, _source.Token));

        Assert.AreEqual(_source.Token, seen.CancellationToken);
        Assert.IsFalse(_task.Task.IsCompleted);
    }

    [TestMethod]
    [DynamicData(nameof(Cells), typeof(AwaitLimitTest))]
    public void Await_TokenFires_Throws(string place, string kind)
    {
        _source.CancelAfter(s_soon);

        OperationCanceledException seen = Assert.Throws<OperationCanceledException>(() => In(place, kind, s_never, _source.Token));

        Assert.AreEqual(_source.Token, seen.CancellationToken);
        Assert.IsFalse(_task.Task.IsCompleted);
    }

    [TestMethod]
    [DynamicData(nameof(Cells), typeof(AwaitLimitTest))]
    public void Await_TimePasses_Throws(string place, string kind)
    {
        TimeoutException seen = Assert.ThrowsExactly<TimeoutException>(() => In(place, kind, s_soon, CancellationToken.None));

        StringAssert.Contains(seen.Message, "00:00:00.01");
        Assert.IsFalse(_task.Task.IsCompleted);
    }

    [TestMethod]
    [DynamicData(nameof(Cells), typeof(AwaitLimitTest))]
    public void Await_TaskCompletesMeanwhile_ReturnsItsResult(string place, string kind)
    {
        using Timer timer = new(_ => _task.TrySetResult(7), null, s_soon, s_never);

        Assert.AreEqual(7, In(place, kind, s_late, _source.Token));
    }

    [TestMethod]
    [DynamicData(nameof(Cells), typeof(AwaitLimitTest))]
    public void Await_TaskFailsMeanwhile_ThrowsTheSameObject(string place, string kind)
    {
        FormatException failure = new();
        using Timer timer = new(_ => _task.TrySetException(failure), null, s_soon, s_never);

        Assert.AreSame(failure, Assert.ThrowsExactly<FormatException>(() => In(place, kind, s_never, _source.Token)));
    }

    [TestMethod]
    [DynamicData(nameof(Cells), typeof(AwaitLimitTest))]
    public void Await_TaskIsCanceledMeanwhile_ThrowsItsToken(string place, string kind)
    {
        using CancellationTokenSource other = new();
        other.Cancel();
        using Timer timer = new(_ => _task.TrySetCanceled(other.Token), null, s_soon, s_never);

        OperationCanceledException seen = Assert.Throws<OperationCanceledException>(() => In(place, kind, s_late, _source.Token));

        Assert.AreEqual(other.Token, seen.CancellationToken);
    }

    [TestMethod]
    [DynamicData(nameof(Cells), typeof(AwaitLimitTest))]
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
    [DynamicData(nameof(Cells), typeof(AwaitLimitTest))]
    public void Await_NoTime_LooksOnce(string place, string kind) =>
        Assert.ThrowsExactly<TimeoutException>(() => In(place, kind, TimeSpan.Zero, CancellationToken.None));

    [TestMethod]
    [DynamicData(nameof(Cells), typeof(AwaitLimitTest))]
    public void Await_LimitOutOfRange_Throws(string place, string kind)
    {
        foreach (TimeSpan limit in new[] { TimeSpan.FromMilliseconds(-2), TimeSpan.FromMilliseconds(1.0 + int.MaxValue) })
        {
            ArgumentOutOfRangeException seen = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
                () => In(place, kind, limit, CancellationToken.None, Task.FromResult(7)));
            Assert.AreEqual("timeout", seen.ParamName);
            StringAssert.StartsWith(seen.Message, "A limit is from 0 to 2147483647 milliseconds, or Timeout.InfiniteTimeSpan.");
        }
    }

    [TestMethod]
    public void Await_LongestLimit_IsTaken() => Run(() =>
    {
        Frame<int> waits = Coroutine.Async(() => _task.Task.Await(TimeSpan.FromMilliseconds(int.MaxValue)));
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
        const int Times = 4_000;
        In(place, () => WaitOften(100));
        long before = GC.GetTotalMemory(forceFullCollection: true);

        In(place, () => WaitOften(Times));

        Assert.IsLessThan(Times * 32, GC.GetTotalMemory(forceFullCollection: true) - before);
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
}
