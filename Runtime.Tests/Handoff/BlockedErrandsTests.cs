using System.Diagnostics;

namespace Baton.Tests;

/// <summary>
/// Foreign code that blocks on the library's threads holds up what foreign code waits for, and nothing else: limits of time and ends of
/// scopes come. Each kind of foreign code has a process of its own.
/// </summary>
[TestClass]
[BesideOthers]
public sealed class BlockedErrandsTests
{
    private const int Many = 300; // with one thread more for each 10 ms times the threads there are, the last begins after minutes

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(20);

    [TestMethod]
    [DataRow("errands")]
    [DataRow("callbacks of selects")]
    [DataRow("callbacks of selects in frames")]
    [DataRow("callbacks of tokens")]
    [DataRow("contexts")]
    public async Task Limits_ForeignCodeBlocks_ComeAllTheSame(string foreign)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(WaitsBesideBlockedCode), foreign);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public async Task AnyAsync_NoContext_CallbackRunsOnTheNetPool(bool inFrame, bool plainContext)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await IsCalledOnPool(inFrame, plainContext)) // an errand runs it while the pool is slow
        {
            Assert.IsLessThan(s_patience, Stopwatch.GetElapsedTime(start));
            await Task.Delay(10);
        }
    }

    private static async Task<bool> IsCalledOnPool(bool inFrame, bool plainContext)
    {
        CoroutineQueue<int> queue = new();
        bool? isPools = null;
        Task<int> done = null!;
        Action begin = () => done = Select.AnyAsync(
            queue.OnDequeue(_ => isPools = Thread.CurrentThread.IsThreadPoolThread)).AsTask();
        if (inFrame)
        {
            await CoroutineScheduler.RunAsync(begin);
        }
        else
        {
            SynchronizationContext? before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(plainContext ? new SynchronizationContext() : null);
            begin();
            SynchronizationContext.SetSynchronizationContext(before);
        }

        queue.Enqueue(1);
        await done.WaitAsync(s_patience);
        return isPools == true;
    }

    [ChildScenario]
    private static int WaitsBesideBlockedCode(string[] arguments)
    {
        using ManualResetEventSlim gate = new();
        using ManualResetEventSlim blocked = new();
        Action hold = () =>
        {
            blocked.Set();
            gate.Wait();
        };
        Block(arguments[0], hold);
        Assert.IsTrue(blocked.Wait(s_patience), "the foreign code blocks");

        int failed = 0;
        foreach ((string name, Action wait) in Waits())
        {
            Thread thread = new(() => wait()) { IsBackground = true };
            thread.Start();
            bool ended = thread.Join(s_patience);
            failed += ended ? 0 : 1;
            Console.WriteLine($"{name}: {(ended ? "ended" : "HANGS")}");
        }

        gate.Set();
        return failed;
    }

    private static void Block(string foreign, Action hold)
    {
        switch (foreign)
        {
            case "errands":
                Times(Many, () => Errands.Send(static hold => hold(), hold));
                break;
            case "callbacks of selects" or "callbacks of selects in frames":
                CoroutineQueue<int> queue = new();
                Action all = () => Times(Many, () => Select.AnyAsync(queue.OnDequeue(_ => hold())).AsTask());
                if (foreign == "callbacks of selects")
                {
                    all();
                }
                else
                {
                    CoroutineScheduler.Run(all);
                }

                Times(Many, () => queue.Enqueue(1));
                break;
            case "callbacks of tokens": // of frames, which a frame cancels
                new Thread(() => CoroutineScheduler.Run(() => CoroutineScope.Run(scope =>
                {
                    Times(Many / 2, () => scope.Async(() =>
                    {
                        Coroutine.CancellationToken.Register(hold);
                        Coroutine.Delay(Timeout.InfiniteTimeSpan);
                    }));
                    scope.Cancel();
                })))
                { IsBackground = true }.Start();
                break;
            default:
                CoroutineQueue<int> items = new();
                SynchronizationContext.SetSynchronizationContext(new HoldingContext(hold));
                Times(Many, () => _ = Consume(items));
                SynchronizationContext.SetSynchronizationContext(null);
                Times(Many, () => items.Enqueue(1));
                break;
        }
    }

    private static void Times(int count, Action act)
    {
        for (int i = 0; i < count; i++)
        {
            act();
        }
    }

    private static async Task Consume(CoroutineQueue<int> items) => await items.DequeueAsync();

    private static IEnumerable<(string Name, Action Wait)> Waits()
    {
        Action limited = () => Assert.ThrowsExactly<TimeoutException>(
            () => Coroutine.WithTimeout(s_moment, () => Coroutine.Delay(Timeout.InfiniteTimeSpan)));
        yield return ("a limit in a frame", () => CoroutineScheduler.Run(limited));
        yield return ("a limit outside", limited);
        yield return ("a limit outside, with a function", () => Assert.ThrowsExactly<TimeoutException>(() => Coroutine.WithTimeout(
            s_moment, () => CoroutineScheduler.Run(() => Coroutine.Delay(Timeout.InfiniteTimeSpan)))));
        yield return ("a scope's limit", () => CoroutineScheduler.Run(() => Assert.ThrowsExactly<TimeoutException>(() => CoroutineScope.Run(
            scope => scope.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan)), new CoroutineScopeOptions { Timeout = s_moment }))));
        yield return ("a scope that ends on another thread than its scheduler's", () =>
        {
            Coroutine<int>? coroutine = null;
            CoroutineScheduler.Run(() =>
            {
                coroutine = Coroutine.Create<int>(yielder => CoroutineScope.Run(scope =>
                {
                    yielder.Suspend(1);
                    return 2;
                }));
                coroutine.Resume();
            });
            coroutine!.Dispose();
        }
        );
    }

    private sealed class HoldingContext(Action hold) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            hold();
            base.Post(d, state);
        }
    }
}
