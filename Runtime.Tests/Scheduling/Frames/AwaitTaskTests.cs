using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Baton.Tests;

/// <summary>Await on tasks and value tasks in a frame: what comes back, and what it costs.</summary>
[TestClass]
public sealed class AwaitTaskTests : SchedulerTest
{
    [TestMethod]
    public void Await_CompletedTask_AllocatesNothing()
    {
        Task task = Task.FromResult(7);

        AssertAllocatesNothing(() => task.Await());
    }

    [TestMethod]
    public void Await_CompletedTaskWithResult_AllocatesNothing()
    {
        Task<int> task = Task.FromResult(7);

        AssertAllocatesNothing(() => task.Await());
    }

    [TestMethod]
    public void Await_CompletedValueTaskWithResult_AllocatesNothing()
    {
        ValueTask<int> task = new(7);

        AssertAllocatesNothing(() => task.Await());
    }

    [TestMethod]
    public void Await_CompletedFrame_AllocatesNothing() => Run(() =>
    {
        Frame<int> frame = Coroutine.Async(() => 7);

        Assert.AreEqual(0, AllocatedBy(() => frame.Await()));
    });

    [TestMethod]
    [TestProperty("Conformance", "ZIG-8")]
    public void Await_CompletedTask_ReadySiblingDoesNotRun()
    {
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Log.Add("sibling");
            });
            Assert.AreEqual(1, Task.FromResult(1).Await());
            Assert.AreEqual(2, new ValueTask<int>(2).Await());
            Task.CompletedTask.Await();
            ValueTask.CompletedTask.Await();
            Log.Add("main");
        });

        AssertLog("main sibling");
    }

    [TestMethod]
    public void Await_TaskThatFails_ThrowsTheSameObjectWithBothStacks()
    {
        InvalidTimeZoneException failure = new("async");
        TaskCompletionSource go = new();

        Exception? seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => Run(() =>
        {
            Task task = FailingFunction(go.Task, failure);
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                go.SetResult();
            });
            AwaitingFunction(task);
        }));

        Assert.AreSame(failure, seen);
        StringAssert.Contains(seen.StackTrace, nameof(FailingFunction));
        StringAssert.Contains(seen.StackTrace, nameof(AwaitingFunction));
    }

    [TestMethod]
    public void Await_TaskThatHasFailed_ThrowsTheSameObjectEveryTime() => Run(() =>
    {
        InvalidTimeZoneException failure = new();
        Task<int> task = Task.FromException<int>(failure);

        Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(() => task.Await()));
        Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(() => task.Await()));
    });

    [TestMethod]
    public void Await_TaskThatIsCanceled_ThrowsWithItsToken()
    {
        using CancellationTokenSource source = new();
        TaskCompletionSource<int> task = new();

        OperationCanceledException seen = Assert.Throws<OperationCanceledException>(() => Run(() =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                source.Cancel();
                task.SetCanceled(source.Token);
            });
            task.Task.Await();
        }));

        Assert.AreEqual(source.Token, seen.CancellationToken);
    }

    [TestMethod]
    public void Await_TaskThatFails_CountsAsSeenByTheRuntime()
    {
        Run(() =>
        {
            TaskCompletionSource source = new();
            Frame waits = Coroutine.Async(() => Assert.ThrowsExactly<MarkedException>(source.Task.Await));
            source.SetException(new MarkedException());
            waits.Await();
        });

        Assert.AreEqual(0, UnobservedTasks.CountDuring<MarkedException>(() => { }));
    }

    [TestMethod]
    public void Await_PendingValueTaskOfASource_ReturnsItsResult()
    {
        Source source = new();
        int result = Run(() =>
        {
            Frame<int> waits = Coroutine.Async(() => new ValueTask<int>(source, source.Core.Version).Await());
            Log.Add("pending");
            source.Core.SetResult(9);
            return waits.Await();
        });

        Assert.AreEqual(9, result);
        AssertLog("pending");
    }

    [TestMethod]
    public void Await_PendingValueTaskWithoutResult_SuspendsTheFrame()
    {
        TaskCompletionSource source = new();
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                new ValueTask(source.Task).Await();
                Log.Add("through");
            });
            Log.Add("pending");
            source.SetResult();
        });

        AssertLog("pending through");
    }

    [TestMethod]
    public void Await_SameTaskByTwoFramesAndTwice_AllGetItsResult()
    {
        TaskCompletionSource<int> source = new();
        int sum = Run(() =>
        {
            Frame<int> first = Coroutine.Async(() => source.Task.Await() + source.Task.Await());
            Frame<int> second = Coroutine.Async(() => source.Task.Await());
            source.SetResult(5);
            return first.Await() + second.Await();
        });

        Assert.AreEqual(15, sum);
    }

    [TestMethod]
    public void Await_NoTask_Throws()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => ((Task)null!).Await());
        Assert.ThrowsExactly<ArgumentNullException>(() => ((Task<int>)null!).Await());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task FailingFunction(Task go, Exception failure)
    {
        await go;
        throw failure;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AwaitingFunction(Task task) => task.Await();


    private void AssertAllocatesNothing(Action action) => Run(() => Assert.AreEqual(0, AllocatedBy(action)));

    private static long AllocatedBy(Action action)
    {
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private sealed class MarkedException : Exception;

    private sealed class Source : IValueTaskSource<int>
    {
        internal ManualResetValueTaskSourceCore<int> Core;

        public int GetResult(short token) => Core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => Core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            Core.OnCompleted(continuation, state, token, flags);
    }
}
