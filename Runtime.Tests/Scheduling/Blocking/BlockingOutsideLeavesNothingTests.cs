using System.Collections;
using System.Reflection;

namespace Baton.Tests;

/// <summary>A wait outside every scheduler that ends before its task leaves nothing on the task.</summary>
[TestClass]
public sealed class BlockingOutsideLeavesNothingTests : CoroutineTest
{
    private static readonly FieldInfo s_continuation =
        typeof(Task).GetField("m_continuationObject", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(1);

    private Dictionary<string, Action<Task>> Waits => new()
    {
        ["a limit"] = static task => Coroutine.WithTimeout(s_short, task.Await),
        ["a token of a block"] = static task =>
        {
            using CancellationTokenSource source = new(1);
            Coroutine.WithCancellation(source.Token, task.Await);
        },
        ["the wait's own limit"] = static task => task.Await(s_short),
        ["the wait's own token"] = static task =>
        {
            using CancellationTokenSource source = new(1);
            task.Await(source.Token);
        },
        ["a limit, and the wait has a token"] = static task =>
        {
            using CancellationTokenSource source = new();
            Coroutine.WithTimeout(s_short, () => task.Await(source.Token));
        },
        ["a select in a limit"] = static task => Coroutine.WithTimeout(s_short, () => Select.Any(Select.On(task))),
        ["a generator's consumer"] = task => Pull(task).GetAwaiter().GetResult(),
        ["work in a limit"] = task => Pool.Run(() => Coroutine.WithTimeout(s_short, task.Await)).GetAwaiter().GetResult(),
        ["work of a bridge that is canceled"] = task =>
        {
            using CancellationTokenSource source = new(2);
            SyncBridge.RunAsync(
                new MemoryStream(), _ => Pool.Run(() => task.Await()).Await(), cancellationToken: source.Token).GetAwaiter().GetResult();
        },
        ["an interrupt"] = static task =>
        {
            Thread me = Thread.CurrentThread;
            using Timer timer = new(_ => me.Interrupt(), null, 1, Timeout.Infinite);
            task.Await();
        },
    };

    public static IEnumerable<object[]> Rows =>
        new BlockingOutsideLeavesNothingTests { TestContext = null! }.Waits.Keys.Select(static what => new object[] { what });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Wait_EndsBeforeItsTask_LeavesNothingOnTheTask(string what)
    {
        TaskCompletionSource source = new();
        TestThread.Run("Waits", () =>
        {
            for (int i = 0; i < 4; i++)
            {
                try
                {
                    Waits[what](source.Task);
                }
                catch (Exception e) when (e is OperationCanceledException or TimeoutException or ThreadInterruptedException)
                {
                    // the wait has ended
                }
            }
        });

        Eventually.True(() => ContinuationsOf(source.Task) == 0, "nothing is left");
    }

    [TestMethod]
    public void Wait_ForALongFrameInALimit_LeavesNothingOnItsTask()
    {
        using CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { ThreadPool = Pool });
        Frame frame = scheduler.Start(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));

        Assert.ThrowsExactly<TimeoutException>(() => Coroutine.WithTimeout(s_short, frame.Await));

        Assert.AreEqual(0, ContinuationsOf(frame.AsTask()));
    }

    private async Task Pull(Task task)
    {
        using CancellationTokenSource source = new(1);
        await foreach (int item in Coroutine.GenerateAsync<int>(
            _ => task.Await(), options: new CoroutineOptions { ThreadPool = Pool }).WithCancellation(source.Token))
        {
            Assert.Fail();
        }
    }

    private static int ContinuationsOf(Task task) => s_continuation.GetValue(task) switch
    {
        null => 0,
        IList several => several.Cast<object?>().Count(static one => one is not null),
        _ => 1,
    };
}
