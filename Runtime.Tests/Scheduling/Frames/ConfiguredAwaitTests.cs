using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Await on what ConfigureAwait returns.</summary>
[TestClass]
public sealed class ConfiguredAwaitTests : SchedulerTest
{
    private readonly TaskCompletionSource<int> _task = new();

    public static IEnumerable<object[]> Kinds => s_kinds.Keys.Select(kind => new object[] { kind });

    private static readonly Dictionary<string, Func<Task<int>, bool, int>> s_kinds = new()
    {
        ["Task<T>"] = static (task, context) => task.ConfigureAwait(context).Await(),
        ["Task"] = static (task, context) =>
        {
            ((Task)task).ConfigureAwait(context).Await();
            return 7;
        },
        ["ValueTask<T>"] = static (task, context) => new ValueTask<int>(task).ConfigureAwait(context).Await(),
        ["ValueTask"] = static (task, context) =>
        {
            new ValueTask(task).ConfigureAwait(context).Await();
            return 7;
        },
    };

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Await_InAFrame_SuspendsAndReturnsTheResult(string kind)
    {
        int sum = Run(() =>
        {
            Frame<int> first = Coroutine.Async(() => s_kinds[kind](_task.Task, true));
            Frame<int> second = Coroutine.Async(() => s_kinds[kind](_task.Task, false));
            Log.Add("suspended");
            _task.SetResult(7);
            return first.Await() + second.Await() + s_kinds[kind](_task.Task, false);
        });

        Assert.AreEqual(21, sum);
        AssertLog("suspended");
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Await_Outside_Blocks(string kind)
    {
        using Timer timer = new(_ => _task.TrySetResult(7), null, 10, -1);

        Assert.AreEqual(7, s_kinds[kind](_task.Task, true));
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Await_TaskFails_ThrowsTheSameObject(string kind) => Run(() =>
    {
        FormatException failure = new();
        Frame waits = Coroutine.Async(() => Assert.AreSame(
            failure, Assert.ThrowsExactly<FormatException>(() => s_kinds[kind](_task.Task, false))));
        _task.SetException(failure);
        waits.Await();
        Assert.AreSame(failure, Assert.ThrowsExactly<FormatException>(() => s_kinds[kind](_task.Task, false)));
    });

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Await_FrameIsCanceled_ThrowsItsCancellation(string kind) => Run(() =>
    {
        Frame waits = Coroutine.Async(() => { s_kinds[kind](_task.Task, false); });
        waits.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(waits.Await);
    });

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Await_SuppressThrowing_LeavesTheTasksExceptionOut(bool isCanceled) => Run(() =>
    {
        Frame waits = Coroutine.Async(() =>
        {
            ((Task)_task.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).Await();
            ((Task)_task.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).Await();
        });
        if (isCanceled)
        {
            _task.SetCanceled();
        }
        else
        {
            _task.SetException(new FormatException());
        }

        waits.Await();
    });

    [TestMethod]
    public void Await_SuppressThrowing_FramesCancellationAppears() => Run(() =>
    {
        Frame waits = Coroutine.Async(() => ((Task)_task.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).Await());
        waits.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(waits.Await);
    });

    [TestMethod]
    public void Await_SuppressedCancellationByTheFramesToken_TellsTheFrame() => Run(() =>
    {
        Frame waits = Coroutine.Async(() =>
        {
            Task task = Late.Never(Coroutine.CancellationToken);
            task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).Await();
            Log.Add("not told");
        });
        waits.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(waits.Await);
        AssertLog("");
    });

    [TestMethod]
    public void Await_ForceYielding_LetsTheOthersRun()
    {
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Log.Add("other");
            });
            Task.FromResult(1).ConfigureAwait(false).Await();
            Log.Add("through");
            Task.FromResult(1).ConfigureAwait(ConfigureAwaitOptions.ForceYielding).Await();
            Log.Add("yielded");
        });

        AssertLog("through other yielded");
        Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding).Await();
    }

    [TestMethod]
    public void Await_NoSuspendRegion_Refuses() => Run(() =>
    {
        using NoSuspendRegion region = Coroutine.NoSuspend();
        Assert.ThrowsExactly<InvalidOperationException>(() => _task.Task.ConfigureAwait(false).Await());
        Assert.ThrowsExactly<InvalidOperationException>(() => new ValueTask(_task.Task).ConfigureAwait(false).Await());
        Assert.AreEqual(1, Task.FromResult(1).ConfigureAwait(false).Await());
    });

    [TestMethod]
    public void Await_Completed_AllocatesNothing() => Run(() =>
    {
        Task<int> task = Task.FromResult(7);
        void Act()
        {
            task.ConfigureAwait(false).Await();
            ((Task)task).ConfigureAwait(false).Await();
            new ValueTask<int>(7).ConfigureAwait(false).Await();
        }

        Act();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Act();
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    });

    // Otherwise the .NET thread pool is needed, or the frame's thread has to be told a deadlock in words.
    [TestMethod]
    public void Await_TaskOfAFrame_IsFoundBehindTheAwaitable() => Run(() =>
    {
        TaskCompletionSource<Frame> other = new();
        Frame first = Coroutine.Async(() => other.Task.Await().AsTask().ConfigureAwait(false).Await());
        Frame second = Coroutine.Async(() => first.AsTask().ConfigureAwait(false).Await());
        other.SetResult(second);
        Assert.ThrowsExactly<CoroutineDeadlockException>(first.Await);
        Assert.ThrowsExactly<CoroutineDeadlockException>(second.Await);
    });

    [TestMethod]
    public void EndOf_Awaiter_EndsWithItsTask()
    {
        ConfiguredTaskAwaitable<int>.ConfiguredTaskAwaiter awaiter = _task.Task.ConfigureAwait(true).GetAwaiter();

        Task end = ConfiguredTasks.EndOf(awaiter, awaiter.IsCompleted);
        Assert.IsFalse(end.IsCompleted);
        _task.SetException(new FormatException());

        end.Wait();
        Assert.IsTrue(ConfiguredTasks.EndOf(awaiter, awaiter.IsCompleted).IsCompleted);
        Assert.ThrowsExactly<FormatException>(() => awaiter.GetResult());
    }
}
