using System.Reflection;

namespace Baton.Tests;

/// <summary>
/// A thread with a pending interrupt ends a task while somebody has the lock of those who wait for it. All of them go on, and the thread is
/// interrupted at its next wait.
/// </summary>
[TestClass]
public sealed class SureEndInterruptedTests : CoroutineTest
{
    private static readonly FieldInfo s_continuation =
        typeof(Task).GetField("m_continuationObject", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private static Dictionary<string, Action<TaskCompletionSource>> Ends { get; } = new()
    {
        ["success"] = SureEnd.Succeed,
        ["failure"] = Fail,
        ["cancellation"] = Cancel,
        ["as another"] = EndAs,
    };

    public static IEnumerable<object[]> Names => Ends.Keys.Select(static name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void End_InterruptIsPendingAndTheLockIsTaken_AllContinuationsRun(string name)
    {
        TaskCompletionSource task = new();
        int ran = 0;
        for (int i = 0; i < 2; i++)
        {
            QuietContinuation.Hang(task.Task, (_, _) => Interlocked.Increment(ref ran), null);
        }

        bool isPending = false;
        TestThread ends;
        lock (s_continuation.GetValue(task.Task)!)
        {
            ends = TestThread.Start(() =>
            {
                Thread.CurrentThread.Interrupt();
                Ends[name](task);
                isPending = TestThread.TakePendingInterrupt();
            });
            Eventually.True(() => task.Task.IsCompleted, "the task ends");
            Eventually.True(
                () => !ends.Thread.IsAlive || (ends.Thread.ThreadState & System.Threading.ThreadState.WaitSleepJoin) != 0, "it waits");
        }

        ends.Join();
        Assert.AreEqual(2, ran);
        Assert.IsTrue(isPending);
        _ = task.Task.Exception;
    }

    private static void Fail(TaskCompletionSource task) => SureEnd.Fail(task, new IOException());

    private static void Cancel(TaskCompletionSource task) => SureEnd.Cancel(task, new CancellationToken(true));

    private static void EndAs(TaskCompletionSource task) => SureEnd.EndAs(task, Task.CompletedTask);
}
