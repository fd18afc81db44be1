namespace Baton.Tests;

/// <summary>Waits of Baton for Baton, each by all the ways in which it can be asked for.</summary>
internal static partial class StarvedCases
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(20);

    /// <summary>Each runs on a thread of its own, and throws if what it waits for is not as it should be.</summary>
    internal static IEnumerable<(string Name, Action Run)> All =>
    [
        .. Frames(), .. Runs(), .. Work(), .. Times(), .. Limits(), .. Scopes(), .. Disposals(), .. Generators(), .. Queues(), .. Selects(),
        .. Bridges(), .. Watches(), .. Contexts(), .. Foreign(), .. Streams(),
    ];

    private static IEnumerable<(string Name, Action Run)> Frames()
    {
        foreach ((string way, Action<Frame> wait) in Ways())
        {
            yield return ($"a frame by {way}, from a thread", () => WithFrame(wait));
            yield return ($"a frame by {way}, from a frame of its scheduler", () => CoroutineScheduler.Run(
                () => wait(Coroutine.Async(() => Coroutine.Delay(s_moment))), Yielding));
            yield return ($"a frame by {way}, from a frame of another scheduler", () => WithFrame(
                frame => CoroutineScheduler.Run(() => wait(frame), Yielding)));
        }

        yield return ("a frame that fails, from a frame of another scheduler", () =>
        {
            using CoroutineScheduler other = new();
            Frame frame = other.Start(() =>
            {
                Coroutine.Delay(s_moment);
                throw new FormatException();
            });
            CoroutineScheduler.Run(() => Assert.ThrowsExactly<FormatException>(() => frame.AsTask().Await()));
        }
        );
        yield return ("a frame that is canceled, by its task", () => WithFrame(frame =>
        {
            Task task = frame.AsTask();
            frame.Cancel();
            Assert.ThrowsExactly<AggregateException>(task.Wait);
            Assert.IsTrue(task.IsCanceled);
        }, Timeout.InfiniteTimeSpan));
    }

    private static CoroutineSchedulerOptions Yielding => new() { Blocking = BlockingMode.Yield };

    private static IEnumerable<(string Way, Action<Frame> Wait)> Ways() =>
    [
        ("Await", frame => frame.Await()),
        ("AsTask and Wait", frame => frame.AsTask().Wait()),
        ("AsTask and Await", frame => frame.AsTask().Await()),
        ("AsTask and WaitAny", frame => Assert.AreEqual(0, Task.WaitAny(frame.AsTask()))),
        ("AsTask and WaitAll", frame => Task.WaitAll(frame.AsTask(), frame.AsTask())),
        ("AsTask, WhenAll and Wait", frame => Task.WhenAll(frame.AsTask(), frame.AsTask()).Wait()),
        ("AsTask, WhenAll and Await", frame => Task.WhenAll(frame.AsTask(), frame.AsTask()).Await()),
        ("AsTask, WhenAny and Wait", frame => Task.WhenAny(frame.AsTask(), new TaskCompletionSource().Task).Wait()),
        ("AsTask, WaitAsync and Wait", frame => frame.AsTask().WaitAsync(TimeSpan.FromMinutes(1)).Wait()),
        ("AsTask, Unwrap and Wait", frame => Task.FromResult(frame.AsTask()).Unwrap().Wait()),
        ("AsTask, ContinueWith and Wait", frame => frame.AsTask().ContinueWith(
            _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait()),
        ("its awaiter", frame => frame.GetAwaiter().GetResult()),
        ("Select.On the frame", frame => Select.Any(Select.On(frame))),
        ("Select.On the task", frame => Select.Any(Select.On(frame.AsTask()))),
        ("AnyAsync on the frame", frame => Select.AnyAsync(Select.On(frame)).AsTask().Wait()),
    ];

    private static void WithFrame(Action<Frame> wait) => WithFrame(wait, s_moment);

    private static void WithFrame(Action<Frame> wait, TimeSpan delay)
    {
        using CoroutineScheduler scheduler = new();
        wait(scheduler.Start(() => Coroutine.Delay(delay)));
    }

    private static IEnumerable<(string Name, Action Run)> Runs()
    {
        yield return ("Run", () => CoroutineScheduler.Run(() =>
        {
            for (int i = 0; i < 10; i++)
            {
                Coroutine.Async(() => Coroutine.Delay(s_moment));
            }
        }));
        yield return ("RunAsync by Wait", () => CoroutineScheduler.RunAsync(() => Coroutine.Delay(s_moment)).Wait());
        yield return ("RunAsync by Result", () => Assert.AreEqual(3, CoroutineScheduler.RunAsync(() =>
        {
            Coroutine.Delay(s_moment);
            return 3;
        }).Result));
        yield return ("RunAsync by Await, from a frame", () => CoroutineScheduler.Run(
            () => CoroutineScheduler.RunAsync(() => Coroutine.Delay(s_moment)).Await()));
        yield return ("RunAsync that is canceled", () =>
        {
            using CancellationTokenSource source = new();
            Task run = CoroutineScheduler.RunAsync(() => Coroutine.Delay(Timeout.InfiniteTimeSpan), null, source.Token);
            source.Cancel();
            Assert.ThrowsExactly<AggregateException>(run.Wait);
        }
        );
        yield return (
            "frames that fail cancel the others' waits for tasks",
            () => Assert.ThrowsExactly<FormatException>(() => CoroutineScheduler.Run(() =>
        {
            Coroutine.Async(() => Late.Never(Coroutine.CancellationToken).Await());
            throw new FormatException();
        })));
    }

    private static IEnumerable<(string Name, Action Run)> Work()
    {
        (string, Action<Task<int>>)[] ways =
        [
            ("Wait", task => task.Wait()),
            ("Result", task => Assert.AreEqual(1, task.Result)),
            ("Await", task => Assert.AreEqual(1, task.Await())),
            ("WaitAny", task => Task.WaitAny(task)),
            ("WhenAll and Result", task => Assert.AreEqual(1, Task.WhenAll(task, task).Result[0])),
            ("WhenAll and Await", task => Assert.AreEqual(1, Task.WhenAll(task, task).Await()[0])),
            ("WaitAsync and Result", task => Assert.AreEqual(1, task.WaitAsync(TimeSpan.FromMinutes(1)).Result)),
            ("Select.On", task => Select.Any(Select.On(task))),
            ("the value task's Await", task => Assert.AreEqual(1, new ValueTask<int>(task).Await())),
        ];
        foreach ((string way, Action<Task<int>> wait) in ways)
        {
            yield return ($"work by {way}, from a thread", () => wait(Brief()));
            yield return ($"work by {way}, from frames of three schedulers", () => InParallel(
                3, () => CoroutineScheduler.Run(() => wait(Brief()), Yielding)));
        }

        yield return ("work that fails", () => CoroutineScheduler.Run(() => Assert.ThrowsExactly<FormatException>(
            () => CoroutineThreadPool.Shared.Run(() => Fail(s_moment)).Await())));
        yield return ("work that is withdrawn from the queue", () =>
        {
            using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
            using ManualResetEventSlim gate = new();
            using CancellationTokenSource source = new();
            Task first = pool.Run(gate.Wait);
            Task second = pool.Run(() => { }, source.Token);
            CoroutineScheduler.Run(() =>
            {
                Frame canceler = Coroutine.Async(() =>
                {
                    Coroutine.Delay(s_moment);
                    source.Cancel();
                });
                Assert.ThrowsExactly<TaskCanceledException>(() => second.Await());
            });
            gate.Set();
            first.Wait();
        }
        );
        yield return ("work queued behind other work", () =>
        {
            using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
            Task.WaitAll([.. Enumerable.Range(0, 5).Select(_ => pool.Run(() => Blocking.For(5)))]);
        }
        );
    }

    private static void InParallel(int threads, Action action)
    {
        TestThread[] all = [.. Enumerable.Range(0, threads).Select(_ => TestThread.Start(action))];
        Array.ForEach(all, thread => thread.Join());
    }

    private static Task<int> Brief() => CoroutineThreadPool.Shared.Run(() =>
    {
        Blocking.For(s_moment);
        return 1;
    });

    private static int Fail(TimeSpan after)
    {
        Blocking.For(after);
        throw new FormatException();
    }

    private static IEnumerable<(string Name, Action Run)> Times()
    {
        yield return ("a delay on a thread", () => Coroutine.Delay(s_moment));
        yield return ("a delay in a frame", () => CoroutineScheduler.Run(() => Coroutine.Delay(s_moment)));
        yield return ("delays in many frames", () => CoroutineScheduler.Run(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                int number = i;
                Coroutine.Async(() => Coroutine.Delay(TimeSpan.FromMilliseconds(number % 7)));
            }
        }));
        yield return ("a delay that its token ends", () =>
        {
            using CancellationTokenSource source = new();
            CoroutineScheduler.Run(() =>
            {
                Coroutine.Async(() =>
                {
                    Coroutine.Delay(s_moment);
                    source.Cancel();
                });
                Assert.ThrowsExactly<OperationCanceledException>(() => Coroutine.Delay(Timeout.InfiniteTimeSpan, source.Token));
            });
        }
        );
    }
}
