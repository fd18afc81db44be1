using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Baton.Tests;

/// <summary>
/// A handler of <see cref="AppDomain.FirstChanceException"/> runs where an exception is thrown, also one that is caught. It may wait for a
/// thread that uses the library: no gate is held there, and nobody waits for the thread with a baton.
/// </summary>
[TestClass]
public sealed class ThrownUnderGateTests : SchedulerTest
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    [TestMethod]
    [DataRow("work")]
    [DataRow("coroutine")]
    [DataRow("coroutine, fresh thread")]
    [DataRow("scheduler")]
    public void Closed_PoolRefuses_ThreadsOfHandlersMayUseThePool(string what)
    {
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 2 });
        pool.Run(static () => { }).Wait();
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            static _ => 1, new CoroutineOptions { ThreadPool = pool, FreshThread = what == "coroutine, fresh thread" });
        pool.Dispose();

        List<bool> hasAsked = Handle<ObjectDisposedException>(
            () => _ = pool.LiveThreads,
            () => Assert.ThrowsExactly<ObjectDisposedException>(
            () => _ = what switch
            {
                "work" => pool.Run(static () => 1).Result,
                "scheduler" => CoroutineScheduler.Run(static () => Coroutine.Async(static () => 1).Await(),
                    new CoroutineSchedulerOptions { ThreadPool = pool }),
                _ => coroutine.Resume(),
            }));

        Assert.IsNotEmpty(hasAsked);
        Assert.DoesNotContain(false, hasAsked);
    }

    [TestMethod]
    [DataRow(true, DisplayName = "start")]
    [DataRow(false, DisplayName = "capacity")]
    public void Look_Throws_ThreadsOfHandlersMayTakeAndGive(bool starts)
    {
        bool fails = true;
        ThreadBudget budget = new(_ => fails ? throw new IOException("too many open files") : new SeenRoom(1000), TimeProvider.System);
        List<bool> hasTaken = Handle<IOException>(
            () =>
            {
                fails = false;
                Assert.IsTrue(budget.TryTake(afresh: false, out _), "the other thread looks by itself");
                _ = budget.Capacity;
                budget.Give();
            },
            () => _ = starts ? budget.TryTake(afresh: false, out _).ToString() : budget.Capacity.ToString(provider: null));

        CollectionAssert.AreEqual((bool[])[true], hasTaken);
        Assert.AreEqual(937, budget.Capacity, "the look that began first ended last, and counts no more");
    }

    [TestMethod]
    public void Look_MachineHasFewFiles_ThrowsNothing()
    {
        int thrown = 0;

        FirstChance.Handle<Exception>(() => thrown++, static () => new ThreadWalls("/no such folder").Look(0));

        Assert.AreEqual(0, thrown);
    }

    [TestMethod]
    public void OnStarting_OutsideScopeIsOver_RefusesOffTheGate()
    {
        FrameCore<int> late = FrameOutside.Run(static () => 1, null, null, CancellationToken.None);
        CoroutineScope over = CoroutineScope.Run(static scope => scope);
        ScopeCore scope = (ScopeCore)typeof(CoroutineScope).GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .Single(field => field.FieldType == typeof(ScopeCore)).GetValue(over)!;

        List<bool> hasGate = Handle<ObjectDisposedException>(
            () =>
            {
                lock (scope.Gate)
                {
                    // that is all
                }
            },
            () => Assert.ThrowsExactly<ObjectDisposedException>(() => scope.OnStarting(late)));

        CollectionAssert.AreEqual((bool[])[true], hasGate);
    }

    [TestMethod]
    public void Await_HandlerOfTheFailureWaitsForAnotherFrame_TheBatonIsFree()
    {
        using ManualResetEventSlim hasRun = new();
        using CoroutineScheduler other = new(OnPool);
        int seen = 0;
        bool? inTime = null;
        AppDomain.CurrentDomain.FirstChanceException += OnThrown;
        try
        {
            Run(() =>
            {
                TaskCompletionSource go = new();
                Frame failing = other.Start(() =>
                {
                    go.Task.Await();
                    throw new InvalidTimeZoneException();
                });
                Frame last = Coroutine.Async(() =>
                {
                    Coroutine.Yield(); // the main frame begins to wait
                    go.SetResult();
#pragma warning disable BATON004 // it is to hold the baton
                    SpinWait.SpinUntil(() => Volatile.Read(ref seen) > 1 || hasRun.IsSet, s_limit); // the task is about to fail
#pragma warning restore BATON004
                    Coroutine.Yield(); // the main frame may see the end now
                    hasRun.Set();
                });
                Assert.ThrowsExactly<InvalidTimeZoneException>(() => failing.Await());
                last.Await();
            });
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= OnThrown;
        }

        Eventually.True(() => inTime is not null, "the handler has ended");
        Assert.IsTrue(inTime, "the other frame ran");

        // Thrown first by the function, and then for the task.
        void OnThrown(object? sender, FirstChanceExceptionEventArgs thrown)
        {
            if (thrown.Exception is InvalidTimeZoneException && Interlocked.Increment(ref seen) == 2)
            {
                inTime = hasRun.Wait(s_limit);
            }
        }
    }

    // Has another thread do something when this one throws. For each time: was it done in time?
    private static List<bool> Handle<T>(Action onThread, Action action)
        where T : Exception
    {
        List<bool> done = [];
        bool isHandling = false;
        FirstChance.Handle<T>(
            () =>
            {
                if (!isHandling)
                {
                    isHandling = true;
                    done.Add(TestThread.Start(onThread).Thread.Join(s_limit));
                    isHandling = false;
                }
            },
            action);
        return done;
    }
}
