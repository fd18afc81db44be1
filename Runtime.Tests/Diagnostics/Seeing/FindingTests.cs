namespace Baton.Tests;

/// <summary>Deadlocks are named, each as what it is; and nothing is claimed that can still end.</summary>
[TestClass]
public sealed class FindingTests : SeeingTest
{
    public static IEnumerable<object[]> Names => Deadlocks.All.Select(deadlock => new object[] { deadlock.Name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ADeadlock_IsNamed(string name)
    {
        Deadlocks deadlock = Deadlocks.All.Single(deadlock => deadlock.Name == name);
        using DeadlockStage stage = new(Pool);
        deadlock.Make(stage);
        Finding? found = null;

        Eventually.True(
            () => (found = Capture().Findings.FirstOrDefault(static finding => finding.Level == FindingLevel.Deadlock))
                is not null,
            "the deadlock is found");

        Assert.AreEqual(deadlock.Kind, found!.Kind, found.Text);
        Assert.HasCount(deadlock.Members, found.Members, found.Text);
        StringAssert.Contains(found.Text, deadlock.Kind == FindingKind.Threads ? "'c'" : "'a'");
        StringAssert.Contains(found.Text, "Only canceling one of them ends it");
        if (deadlock.Kind == FindingKind.Threads)
        {
            Assert.DoesNotContain(", for ", found.Text.Split('\n')[0], "since when a frame wants a thread, nobody knows");
        }
    }

    [TestMethod]
    [DataRow("delay")]
    [DataRow("queue")]
    [DataRow("select with a time")]
    [DataRow("limit")]
    [DataRow("token")]
    [DataRow("running")]
    public void AWaitInTheRingCanEnd_NothingIsClaimed(string how)
    {
        using DeadlockStage stage = new(Pool);
        using CancellationTokenSource source = new();
        bool isOver = false;
        using Cleanup end = new(() => Volatile.Write(ref isOver, true));
        CoroutineQueue<int> queue = new();
        stage.Start("one", "a", () => stage["b"].Await());
        stage.Start("two", "b", () =>
        {
            Frame other = stage["a"];
            switch (how)
            {
                case "delay":
                    Coroutine.Delay(TimeSpan.FromHours(1));
                    break;
                case "queue":
                    Select.Any(Select.On(other), queue.OnDequeue(_ => { }));
                    break;
                case "select with a time":
                    Select.Any(Select.On(other), Select.After(TimeSpan.FromHours(1)));
                    break;
                case "limit":
                    other.AsTask().Await(TimeSpan.FromHours(1));
                    break;
                case "token":
                    other.AsTask().Await(source.Token);
                    break;
                default:
                    while (!Volatile.Read(ref isOver))
                    {
                        Thread.SpinWait(100);
                    }

                    break;
            }
        });
        SeenIn("a", Baton.WaitKind.Frame);
        Seen("b", member => how == "running" ? member.Status == MemberStatus.Running : member.Wait is { IsOpen: true }, "is seen");

        Assert.IsFalse(Capture().Findings.Any(static finding => finding.Level == FindingLevel.Deadlock));
    }

    [TestMethod]
    public void AMemberIsCanceled_NothingIsClaimed()
    {
        using DeadlockStage stage = new(Pool);
        TaskCompletionSource cleanUp = new();
        using Cleanup end = new(() => cleanUp.SetResult());
        stage.Start("one", "a", () => stage["b"].Await());
        Frame frame = stage.Start("two", "b", () =>
        {
            try
            {
                stage["a"].Await();
            }
            finally
            {
                stage["a"].AsTask().Await();
            }
        });
        SeenIn("b", Baton.WaitKind.Frame);

        frame.Cancel();

        Eventually.True(() => frame.Core.Cancellation.IsRequested, "it is canceled");
        Assert.IsFalse(Capture().Findings.Any(static finding => finding.Level == FindingLevel.Deadlock));
        stage["a"].Cancel();
    }

    [TestMethod]
    [DataRow(BlockingMode.Hold, false)]
    [DataRow(BlockingMode.Yield, false)]
    [DataRow(BlockingMode.Hold, true)]
    [DataRow(BlockingMode.Yield, true)]
    public void LocksInOppositeOrder_AreNamedWithTheirOwners(BlockingMode mode, bool areMonitors)
    {
        CoroutineSchedulerOptions options = new() { ThreadPool = Pool, Blocking = mode };
        using CoroutineScheduler one = new(options);
        using CoroutineScheduler two = new(options);
        using TwoLocks locks = new(areMonitors);
        Frame left = one.Start(() => locks.TakeBoth(leftFirst: true), "left");
        Frame right = two.Start(() => locks.TakeBoth(leftFirst: false), "right");
        DiagnosticSnapshot? snapshot = null;

        Eventually.True(
            () => (snapshot = Capture()).Findings.Any(static finding => finding.Kind == FindingKind.Locks),
            "the deadlock is found");

        Finding found = snapshot!.Findings.Single(static finding => finding.Kind == FindingKind.Locks);
        Assert.AreEqual(FindingLevel.Deadlock, found.Level);
        CollectionAssert.AreEquivalent(new[] { In(snapshot, "left")!.Key, In(snapshot, "right")!.Key }, found.Members.ToArray());
        Assert.HasCount(2, snapshot.Locks);
        Assert.IsTrue(snapshot.Locks.All(seen => seen.Type == (areMonitors ? "Monitor" : "Lock") && seen.Owner is not null));
        left.Core.Worker!.Thread.Interrupt();
        Assert.Throws<ThreadInterruptedException>(() => left.Await());
        right.Await();
    }

    [TestMethod]
    public void ALockIsHeldByASuspendedCoroutine_IsStuck()
    {
        Lock held = new();
        using CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { ThreadPool = Pool });
        using Coroutine<int> walker = Coroutine.Create<int>(
            yielder =>
            {
                held.Enter();
#pragma warning disable BATON002 // that is the subject
                yielder.Suspend(1);
#pragma warning restore BATON002
                held.Exit();
                return 2;
            },
            new CoroutineOptions { ThreadPool = Pool, Name = "walker" });
        Frame frame = scheduler.Start(
            () =>
            {
                walker.Resume();
                lock (held)
                {
                    // that is all
                }
            },
            "blocked");
        Finding? found = null;

        Eventually.True(
            () => (found = Capture().Findings.FirstOrDefault(finding => finding.Kind == FindingKind.LockOfSuspended))
                is not null,
            "it is found");

        Assert.AreEqual(FindingLevel.Stuck, found!.Level);
        CollectionAssert.AreEqual(new[] { $"f{frame.Core.Id}", $"c{walker.Id}" }, found.Members.ToArray());
        StringAssert.Contains(found.Text, "it has resumed last itself");
        walker.Resume();
        frame.Await();
    }

    [TestMethod]
    public void FindingsAreNotAskedFor_NoneAreLookedFor()
    {
        using DeadlockStage stage = new(Pool);
        stage.Start("one", "a", () => stage["b"].Await());
        stage.Start("two", "b", () => stage["a"].Await());
        SeenIn("a", Baton.WaitKind.Frame);
        SeenIn("b", Baton.WaitKind.Frame);

        Assert.IsEmpty(Capture(new CaptureOptions { Findings = false }).Findings);
    }
}
