using System.Diagnostics;
using System.IO.Pipes;

namespace Baton.Tests;

/// <summary>
/// A static initialiser on one side, and the other side needs the type. Nothing of that hangs without a name, and nothing that is only
/// slow is taken for it. Each case has a type of its own, and all cases of a test run at once.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class StaticInitializerTests
{
    private const int LookAfter = 100;

    private static readonly int s_lookAfter = StuckCoroutine.LookAfter;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(8 * LookAfter); // longer than any look takes to be sure

    private static Dictionary<string, Func<Func<int>, int>> SlowOnes { get; } = new()
    {
        ["sleeps"] = _ => Pull(() => Blocking.For(s_slow)),
        ["computes"] = _ => Pull(() =>
        {
            for (long begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < s_slow;)
            {
                Thread.SpinWait(100);
            }
        }),
        ["waits for an event"] = _ => Pull(() => new ManualResetEvent(false).WaitOne(s_slow)),
        ["reads a pipe"] = _ => Pull(() =>
        {
            using AnonymousPipeServerStream server = new(PipeDirection.Out);
            using AnonymousPipeClientStream client = new(PipeDirection.In, server.ClientSafePipeHandle);
            using Timer timer = new(_ => server.WriteByte(1), null, s_slow, Timeout.InfiniteTimeSpan);
            client.ReadByte();
        }),
        ["waits for a lock"] = _ => Pull(() =>
        {
            object gate = new();
            using ManualResetEventSlim taken = new();
            TestThread.Start(() =>
            {
                lock (gate)
                {
                    taken.Set();
                    Blocking.For(s_slow);
                }
            });
            taken.Wait();
            lock (gate)
            {
            }
        }),
        ["waits for another static initialiser"] = _ => Pull(() =>
        {
            using ManualResetEventSlim begun = new();
            Func<int> other = InitializedType.New(_ =>
            {
                begun.Set();
                Blocking.For(s_slow);
                return 1;
            });
            TestThread.Start(() => other());
            begun.Wait();
            other();
        }),
        ["is needed elsewhere"] = need =>
        {
            TestThread.Start(() => need());
            return Pull(() => Blocking.For(s_slow));
        },
        ["runs a slow frame"] = _ => CoroutineScheduler.Run(() => Coroutine.Async(() =>
        {
            Blocking.For(s_slow);
            return 1;
        }).Await()),
        ["runs a frame that waits long"] = need =>
        {
            TestThread.Start(() => need());
            return CoroutineScheduler.Run(() => Coroutine.Async(() =>
            {
                Coroutine.Delay(s_slow);
                return 1;
            }).Await());
        },
    };

    [TestInitialize]
    public void LookSoon() => StuckCoroutine.LookAfter = LookAfter;

    [TestCleanup]
    public void AllThatWasLeftHasEnded()
    {
        Leftovers.End();
        StuckCoroutine.LookAfter = s_lookAfter;
    }

    [TestMethod]
    public void Initializer_ResumesOrRunsWhatNeedsTheType_ThrowsAndSaysWhy() =>
        AssertEachSaysWhy(
            InitializerCases.Initializers.ToDictionary(one => one.Key, one => (Action)(() => InitializedType.New(one.Value)())));

    [TestMethod]
    public void Initializer_SuspendsAndTheOtherSideNeedsTheType_ThrowsAndSaysWhy() => AssertEachSaysWhy(InitializerCases.Suspenders);

    [TestMethod]
    public void Initializer_WaitsForWhatIsOnlySlow_ThrowsNothing()
    {
        Dictionary<string, Exception?> outcomes = RunAll(
            SlowOnes.ToDictionary(one => one.Key, one => (Action)(() => Assert.AreEqual(1, InitializedType.New(one.Value)()))));

        Assert.AreEqual(
            string.Empty, string.Join('\n', outcomes.Where(one => one.Value is not null).Select(one => $"{one.Key}: {one.Value}")));
    }

    [TestMethod]
    public void Initializer_SuspendedForLongThenResumed_GoesOn()
    {
        Func<int> read = InitializedType.New(_ => Suspend<int>() + 3);
        using Coroutine<int> coroutine = Coroutine.Create<int>(_ => read());
        coroutine.Resume();
        LongEnough.For(s_slow);

        Assert.AreEqual(3, coroutine.Resume());
        Assert.AreEqual(3, read());
    }

    [TestMethod]
    public void Resume_LeftABodyThatNeededTheType_TheCoroutineIsOverAndItsThreadComesBack()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Initialisers" });
        Coroutine<int>? coroutine = null;
        InvalidOperationException? seen = null;
        Func<int> read = InitializedType.New(need =>
        {
            coroutine = Coroutine.Create<int>(_ => need(), new CoroutineOptions { ThreadPool = pool });
            seen = Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Resume());
            return 1;
        });

        Assert.AreEqual(1, read()); // what it caught does not break the type

        StringAssert.Contains(seen!.Message, "static initialiser");
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine!.Status);
        Assert.ThrowsExactly<ObjectDisposedException>(() => coroutine.Resume());
        coroutine.Dispose();
        Eventually.True(() => pool.IdleThreads == 1 && pool.Workers.Counts.Coroutines == 0, "the thread comes back");
    }

    [TestMethod]
    public void Run_LeftByItsMainFunction_ItsSchedulerEndsAll()
    {
        CoroutineScheduler? scheduler = null;
        Frame? needs = null;
        Frame? waits = null;
        Func<int> read = InitializedType.New(need =>
        {
            Assert.ThrowsExactly<InvalidOperationException>(() => CoroutineScheduler.Run(() =>
            {
                scheduler = CoroutineScheduler.Current;
                waits = Coroutine.Async(() => new TaskCompletionSource().Task.Await());
                needs = Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    need();
                });
                needs.Await();
            }));
            Assert.IsNull(CoroutineScheduler.Current);
            return 1;
        });

        Assert.AreEqual(1, read());

        Eventually.True(() => needs!.IsCompleted, "the frame that needed the type goes on");
        Eventually.True(() => waits!.IsCompleted, "the other frame is canceled");
        Assert.ThrowsExactly<OperationCanceledException>(waits!.Await);
        scheduler!.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => scheduler.Start(() => { }));
    }

    private static int Suspend<T>()
    {
        Coroutine.Suspend(1);
        return 0;
    }

    private static int Pull(Action slowly) => Coroutine.Generate<int>(y =>
    {
        slowly();
        y.Suspend(1);
    }).Sum();

    private static void AssertEachSaysWhy(Dictionary<string, Action> cases)
    {
        Dictionary<string, Exception?> outcomes = RunAll(cases);
        Assert.AreEqual(
            string.Empty,
            string.Join('\n', outcomes.Where(one => !SaysWhy(one.Value)).Select(one => $"{one.Key}: {one.Value?.ToString() ?? "ended"}")));
    }

    private static bool SaysWhy(Exception? exception) => exception is not null
        && ((exception is InvalidOperationException && exception.Message.Contains("static initialiser", StringComparison.Ordinal))
            || SaysWhy(exception.InnerException) || (exception as AggregateException)?.InnerExceptions.Any(SaysWhy) == true);

    private static Dictionary<string, Exception?> RunAll(Dictionary<string, Action> cases)
    {
        Dictionary<string, Task> tasks = cases.ToDictionary(one => one.Key, one => Task.Factory.StartNew(
            one.Value, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        Task.WhenAny(Task.WhenAll(tasks.Values), Late.After(s_limit)).Wait();
        return tasks.ToDictionary(
            one => one.Key,
            one => one.Value.IsCompleted ? one.Value.Exception?.InnerException : new TimeoutException("hangs"));
    }
}
