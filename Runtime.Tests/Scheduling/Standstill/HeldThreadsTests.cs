namespace Baton.Tests;

/// <summary>
/// Which threads count as held by the frames of a scheduler. A thread that is between two owners counts for neither: a deadlock that is
/// told because of it would be false.
/// </summary>
[TestClass]
public sealed class HeldThreadsTests : SchedulerTest
{
    private const int Threads = 4;

    private readonly ManualResetEventSlim _go = new();
    private Coroutine<int>? _other;

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Few", MaxThreads = Threads };

    private static SchedulerCore Mine => FrameCore.Current!.Scheduler;

    private static int Held => HeldThreads.CountOf(Mine, Mine.Threads.Held);

    // ---- requests: the main function of a RunAsync has a thread, and calls a run, of which a frame has another ----

    [TestMethod]
    public void Count_RequestThatNobodyHasAccepted_IsNot() => RunInside(() =>
    {
        Frame wants = StartWithoutThread();
        BringThread();

        Assert.AreEqual(2, Held, "the thread is on its way");
        wants.Await();
    });

    [TestMethod]
    public void Count_RequestThatIsAccepted_Is() => RunInside(() =>
    {
        Frame wants = StartWithoutThread();
        BringThread();
        Mine.LookAtArrivals();

        Eventually.True(() => Held == 3, "a frame has got the thread, and waits for its turn");
        wants.Await();
    });

    [TestMethod]
    public void Count_RequestForWhichNoFrameWaits_IsNot() => RunInside(() =>
    {
        Frame wants = StartWithoutThread();
        BringThread();
        Mine.Threads.Withdraw(wants.Core);
        wants.Core.Fail(new FormatException());
        Mine.LookAtArrivals();

        Assert.AreEqual(2, Held, "the thread goes back");
        Assert.ThrowsExactly<FormatException>(wants.Await);
    });

    [TestMethod]
    public void Count_RequestOfTheSchedulerAround_IsSinceNobodyThereAcceptsIt()
    {
        Occupy(Threads - 1);
        CoroutineScheduler.RunAsync(
            () =>
            {
                Frame wants = StartWithoutThread();
                CoroutineScheduler.Run(
                    () =>
                    {
                        BringThread();
                        Assert.AreEqual(2, Held);
                    },
                    OnPool);
                wants.Await();
            },
            OnPool).Wait();
    }

    // ---- coroutines ----

    [TestMethod]
    public void Count_BodyThatAFrameWaitsFor_Is() => AssertBodies(1, isAwaiting: true, body => Coroutine.Async(() => body.Resume()));

    [TestMethod]
    public void Count_BodyThatIsSuspended_IsNot() => AssertBodies(0, isAwaiting: false, static body => body.Resume());

    [TestMethod]
    public void Count_BodyThatAnotherHasClaimedAndNotYetResumed_IsNot()
    {
        using ManualResetEventSlim isCounted = new();
        TestThread? claims = null;
        AssertBodies(
            0,
            isAwaiting: false,
            body =>
            {
                body.Resume();
                using ManualResetEventSlim isClaimed = new();
                claims = TestThread.Start(() =>
                {
                    Assert.IsTrue(body.Core.TryClaim(out CoroutineStatus from));
                    isClaimed.Set();
                    isCounted.Wait();
                    body.Core.EndClaim(from);
                });
                isClaimed.Wait();
            },
            () =>
            {
                isCounted.Set();
                claims!.Join();
            });
    }

    // The last driver is this scheduler's frame. The holder must not wait for what the other thread does next.
    [TestMethod]
    public void Count_BodyThatAnotherHasClaimed_IsSureAtOnceHoweverOften()
    {
        Coroutine<int>? claimed = null;
        AssertBodies(
            0,
            isAwaiting: false,
            body =>
            {
                claimed = body;
                body.Resume();
                Assert.IsTrue(Task.Run(() => body.Core.TryClaim(out CoroutineStatus _)).Result);
            },
            () =>
            {
                for (int i = 0; i < 1000; i++) // each took a second
                {
                    Assert.AreEqual(Mine.Threads.Held, Held);
                }

                claimed!.Core.NoteClaimant();
                claimed.Core.EndClaim(CoroutineStatus.Suspended);
            });
    }

    [TestMethod]
    public void NamedDriver_OfEachMoment_IsThatOfTheClaim()
    {
        using Coroutine<int> unbegun = NewBody();
        Driver? inBody = null;
        Run(() =>
        {
            using Coroutine<int> other = Coroutine.Create<int>(
                y =>
                {
                    inBody = CoroutineCore.Current!.NamedDriver;
                    y.Suspend(1);
                    return 2;
                },
                InPool);
            other.Resume();
            Assert.AreSame(FrameCore.Current, inBody, "a step");
            Assert.AreSame(FrameCore.Current, other.Core.Driver, "kept for the next step");
            Assert.IsNull(other.Core.NamedDriver, "suspended");
            Assert.IsTrue(other.Core.TryClaim(out CoroutineStatus from));
            Assert.AreEqual(CoroutineStatus.Running, other.Core.Status);
            Assert.IsNull(other.Core.NamedDriver, "claimed");
            other.Core.DriveFor(null);
            Assert.IsNull(other.Core.NamedDriver, "claimed for nobody");
            other.Core.DriveFor(FrameCore.Current!.Link);
            Assert.AreSame(FrameCore.Current, other.Core.NamedDriver, "claimed and named");
            other.Core.EndClaim(from);
            Assert.IsNull(other.Core.NamedDriver, "the claim has ended");
            other.Resume();
            Assert.IsNull(other.Core.NamedDriver, "the body has ended");
        });
        Assert.IsNull(unbegun.Core.NamedDriver, "not begun");
    }

    [TestMethod]
    public void Count_BodyThatHasEndedAndItsThreadHasNotLeftIt_IsNot() => AssertBodies(
        0,
        isAwaiting: false,
        body =>
        {
            _other = NewBody(); // otherwise no coroutine is live, and none is looked for
            _other.Resume();
            body.Resume();
            body.Resume();
            using ManualResetEventSlim isHosted = new();
            Pool.Run(() =>
            {
                Worker.Current!.Host(body.Core); // as where a thread is held up behind the end of its tenant
                isHosted.Set();
                _go.Wait();
            });
            isHosted.Wait();
            Assert.IsTrue(Pool.Workers.Threads.Busy.Exists(worker => worker.Tenant == body.Core));
        },
        () =>
        {
            _go.Set();
            _other!.Dispose();
        });

    private Coroutine<int> NewBody(Frame? waitsFor = null) => Coroutine.Create<int>(
        y =>
        {
            waitsFor?.Await();
            y.Suspend(1);
            return 2;
        },
        InPool);

    // How many threads count beside those of the frames.
    private void AssertBodies(int expected, bool isAwaiting, Action<Coroutine<int>> resume, Action? whenCounted = null)
    {
        CoroutineScheduler.RunAsync(
            () =>
            {
                TaskCompletionSource end = new();
                Frame waits = Coroutine.Async(() => end.Task.Await());
                using Coroutine<int> body = NewBody(isAwaiting ? waits : null);
                resume(body);
                Assert.AreEqual(expected, Held - Mine.Threads.Held);
                whenCounted?.Invoke();
                _go.Set();
                end.SetResult();
                while (body.Status is CoroutineStatus.Running or CoroutineStatus.Resuming)
                {
                    Coroutine.Yield();
                }
            },
            OnPool).Wait();
    }

    private void RunInside(Action body)
    {
        Occupy(Threads - 2);
        CoroutineScheduler.RunAsync(() => CoroutineScheduler.Run(() => Coroutine.Async(body).Await(), OnPool), OnPool).Wait();
    }

    // Work has so many of the pool's threads, until the test goes on.
    private void Occupy(int threads)
    {
        using CountdownEvent begun = new(threads);
        for (int i = 0; i < threads; i++)
        {
            Pool.Run(() =>
            {
                begun.Signal();
                _go.Wait();
            });
        }

        begun.Wait();
    }

    private static Frame StartWithoutThread()
    {
        Frame wants = Coroutine.Async(static () => { });
        Assert.AreEqual(FrameState.WantingThread, wants.Core.State);
        return wants;
    }

    private void BringThread()
    {
        _go.Set();
        Eventually.True(() => Pool.Workers.Threads.Busy.Exists(static worker => worker.Tenant is ThreadRequest), "a thread has come");
    }
}
