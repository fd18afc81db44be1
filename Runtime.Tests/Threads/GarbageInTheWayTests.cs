using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Whatever waits for a thread while a coroutine that is garbage has one, and others are busy.</summary>
[TestClass]
public sealed class GarbageInTheWayTests : CoroutineTest
{
    public enum Other
    {
        None,
        Work,
        LiveCoroutine,
        Frame,
    }

    public enum Waiter
    {
        Work,
        Run,
        Frame,
        Bridge,
    }

    public static IEnumerable<object[]> Cases =>
        from other in Enum.GetValues<Other>()
        from waiter in Enum.GetValues<Waiter>()
        select new object[] { other, waiter };

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Test", MaxThreads = 1 };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Wait_BehindAGarbageCoroutine_IsServedAlthoughOtherThreadsAreBusy(Other other, Waiter waiter)
    {
        ExpectedDropped = 1;
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions
        {
            MaxThreads = other == Other.None ? 1 : 2,
            Patience = TimeSpan.FromMilliseconds(100),
        });
        using IDisposable busy = Occupy(pool, other);
        Drop(pool);

        Task<int> served = Wait(pool, waiter);

        Assert.IsTrue(served.Wait(TimeSpan.FromSeconds(20)), "no thread has come");
        Assert.AreEqual(1, served.Result);
    }

    private static IDisposable Occupy(CoroutineThreadPool pool, Other other)
    {
        switch (other)
        {
            case Other.Work:
                return new Occupant(pool);
            case Other.LiveCoroutine:
                Coroutine<int> live = Create(pool);
                live.Resume();
                return live;
            case Other.Frame:
                TaskCompletionSource leave = new(TaskCreationOptions.RunContinuationsAsynchronously);
                Task run = CoroutineScheduler.RunAsync(leave.Task.Await, new CoroutineSchedulerOptions { ThreadPool = pool });
                Eventually.True(() => pool.LiveThreads == 1, "the frame has a thread");
                return new Cleanup(() =>
                {
                    leave.SetResult();
                    run.Wait();
                });
            default:
                return new Cleanup(() => { });
        }
    }

    private static Task<int> Wait(CoroutineThreadPool pool, Waiter waiter)
    {
        CoroutineSchedulerOptions options = new() { ThreadPool = pool };
        return waiter switch
        {
            Waiter.Run => CoroutineScheduler.RunAsync(() => 1, options),
            Waiter.Frame => Task.Factory.StartNew(
                () => CoroutineScheduler.Run(() => Coroutine.Async(() => 1).Await(), options), TaskCreationOptions.LongRunning),
            Waiter.Bridge => SyncBridge.RunAsync(new MemoryStream([1]), stream => stream.ReadByte(), options),
            _ => pool.Run(() => 1),
        };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(CoroutineThreadPool pool) => Create(pool).Resume();

    private static Coroutine<int> Create(CoroutineThreadPool pool) => Coroutine.Create<int>(
        yielder =>
        {
            yielder.Suspend(1);
            return 2;
        },
        new CoroutineOptions { ThreadPool = pool });
}
