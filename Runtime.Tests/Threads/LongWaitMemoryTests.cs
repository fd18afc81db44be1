namespace Baton.Tests;

/// <summary>
/// A wait that has lasted for long looks round, and there is no memory for that: it goes on unseen, and ends as it would have. Each wait
/// that looks, in a process with a small heap.
/// </summary>
[TestClass]
[BesideOthers]
public sealed class LongWaitMemoryTests
{
    private const int LookAfter = 200;

    [TestMethod]
    [DataRow("dequeue")]
    [DataRow("enqueue")]
    [DataRow("select")]
    [DataRow("task")]
    [DataRow("task with a limit")]
    [DataRow("frame")]
    [DataRow("select in a frame")]
    [DataRow("resumer")]
    [DataRow("body")]
    public async Task Wait_TheHeapIsFullWhenItHasLastedForLong_EndsAsItWouldHave(string wait)
    {
        ChildProcess.Result result = await FullHeap.RunAsync(nameof(WaitsLongWithTheHeapFull), wait);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    // The first rounds have all methods compiled; but what looks is new to the last.
    [ChildScenario]
    private static int WaitsLongWithTheHeapFull(string[] arguments)
    {
        StuckCoroutine.LookAfter = LookAfter;
        for (int round = 0; round < 6; round++)
        {
            bool isFull = round is 1 or >= 4;
            Exception? failure = null;
            CoroutineQueue<int> queue = new(capacity: 1);
            TaskCompletionSource task = new();
            (Action wait, Action end) = Party(arguments[0], queue, task);
            Thread thread = new(() =>
            {
                try
                {
                    wait();
                }
                catch (Exception e)
                {
                    failure = e;
                }
            });
            thread.Start();
            Eventually.Parked(thread);
            if (isFull)
            {
                FullHeap.Fill();
            }

            Thread.Sleep(4 * LookAfter);
            FullHeap.Free();
            end();
            if (!thread.Join(TimeSpan.FromSeconds(30)) || failure is not null)
            {
                Console.Error.WriteLine($"round {round}: {failure?.ToString() ?? "hangs"}");
                return 1;
            }
        }

        return 0;
    }

    // What waits on a thread of its own, and what ends that.
    private static (Action Wait, Action End) Party(string wait, CoroutineQueue<int> queue, TaskCompletionSource task)
    {
        switch (wait)
        {
            case "dequeue":
                return (() => Check(queue.Dequeue(), 1), () => queue.Enqueue(1));
            case "enqueue":
                queue.Enqueue(1);
                return (() => queue.Enqueue(2), () => Check(queue.Dequeue(), 1));
            case "select":
                return (() => Check(Select.Any(queue.OnDequeue(_ => { })), 0), () => queue.Enqueue(1));
            case "task":
                return (task.Task.Await, task.SetResult);
            case "task with a limit":
                return (() => task.Task.Await(TimeSpan.FromMinutes(1)), task.SetResult);
            case "frame":
                return (() => CoroutineScheduler.Run(task.Task.Await), task.SetResult);
            case "select in a frame":
                return (() => CoroutineScheduler.Run(() => Check(Select.Any(queue.OnDequeue(_ => { })), 0)), () => queue.Enqueue(1));
            case "resumer":
                ManualResetEvent mayEnd = new(false);
                Coroutine<int> body = Coroutine.Create<int>(_ =>
                {
                    mayEnd.WaitOne();
                    return 1;
                });
                return (() => Check(body.Resume(), 1), () => mayEnd.Set());
            default:
                Coroutine<int> suspended = Coroutine.Create<int>(yielder =>
                {
                    yielder.Suspend(1);
                    return 2;
                });
                suspended.Resume();
                ManualResetEvent isOver = new(false);
                Action resume = () =>
                {
                    Check(suspended.Resume(), 2);
                    isOver.Set();
                };
                return (() => isOver.WaitOne(), resume);
        }
    }

    // No assertion of the framework's: its first use needs memory.
    private static void Check(int value, int expected)
    {
        if (value != expected)
        {
            throw new InvalidOperationException($"{value} came, and not {expected}.");
        }
    }
}
