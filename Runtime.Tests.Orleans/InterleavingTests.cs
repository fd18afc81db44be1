using Baton.Orleans;

namespace Baton.Tests;

/// <summary>What comes through while a body runs, as the reentrancy attributes say.</summary>
[TestClass]
public sealed class InterleavingTests : ClusterTest
{
    [TestMethod]
    public async Task Call_OfAnOrdinaryGrain_WaitsForTheBody()
    {
        IProbe probe = NewProbe();
        using ManualResetEventSlim release = new();
        List<string> steps = [];
        Task first = Play(probe, async grain =>
        {
            await grain.RunBlocking(release.Wait);
            steps.Add("first");
        });
        Eventually.True(() => Shared.LiveBodies == 1, "the body runs");

        Task second = Play(probe, grain =>
        {
            steps.Add("second");
            return Task.CompletedTask;
        });
        release.Set();
        await Task.WhenAll(first, second);

        Assert.AreSequenceEqual(["first", "second"], steps.ToArray());
    }

    [TestMethod]
    public async Task Call_OfAReentrantGrain_ComesThrough()
    {
        IReentrantProbe probe = NewProbe<IReentrantProbe>();

        await WhileABodyRuns(probe, () => probe.Play(Scripts.Add(Nothing)));
    }

    [TestMethod]
    public async Task Call_ThatAlwaysInterleaves_ComesThrough()
    {
        IProbe probe = NewProbe();

        await WhileABodyRuns(probe, () => probe.PlayInterleaved(Scripts.Add(Nothing)));
    }

    [TestMethod]
    public async Task Turn_OfABody_ComesThroughWhileTheBodyIsAwaited() => await PlayBody(static grain =>
    {
        for (int i = 0; i < 10; i++)
        {
            GrainTurn.Run(() => grain.State.State.Number++);
        }

        Assert.AreEqual(10, GrainTurn.Run(() => grain.State.State.Number));
    });

    [TestMethod]
    public async Task Timer_ThatInterleaves_TicksWhileABodyRuns() => await Play(NewProbe(), async grain =>
    {
        using ManualResetEventSlim ticked = new();
        using IGrainTimer timer = grain.RegisterGrainTimer(
            _ =>
            {
                ticked.Set();
                return Task.CompletedTask;
            },
            new() { DueTime = TimeSpan.Zero, Period = TimeSpan.FromMilliseconds(5), Interleave = true });

        Assert.IsTrue(await grain.RunBlocking(() => ticked.Wait(TimeSpan.FromSeconds(20))));
    });

    [TestMethod]
    public async Task Timer_ByDefault_WaitsForTheBody()
    {
        TaskCompletionSource ticked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool bodyEnded = false;
        bool cameAfter = false;
        IProbe probe = NewProbe();

        await Play(probe, async grain =>
        {
            grain.RegisterGrainTimer(
                _ =>
                {
                    cameAfter = bodyEnded;
                    ticked.TrySetResult();
                    return Task.CompletedTask;
                },
                new() { DueTime = TimeSpan.Zero, Period = Timeout.InfiniteTimeSpan });
            await grain.RunBlocking(() => Thread.Sleep(100)); // for a tick to come that should not
            bodyEnded = true;
        });
        await ticked.Task.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.IsTrue(cameAfter);
    }

    [TestMethod]
    public async Task Workers_ThatAreStateless_RunBodiesBesideEachOther()
    {
        IStatelessProbe probe = NewProbe<IStatelessProbe>();
        using Barrier barrier = new(3);
        Guid script = Scripts.Add((grain, token) => grain.RunBlocking(
            () =>
            {
                Assert.IsTrue(barrier.SignalAndWait(TimeSpan.FromSeconds(20)));
                GrainTurn.Run(() => grain.State.State.Number++); // of the worker's own activation
            },
            token));
        Guid all = Scripts.Add((grain, _) => Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => grain.Grains.GetGrain<IStatelessProbe>(probe.GetPrimaryKey()).Play(script))));

        await NewProbe().Play(all); // from one silo: its workers
    }

    private static async Task WhileABodyRuns(IProbe probe, Func<Task> call)
    {
        using ManualResetEventSlim release = new();
        Task first = Play(probe, grain => grain.RunBlocking(release.Wait));
        Eventually.True(() => Shared.LiveBodies == 1, "the body runs");

        await call();

        Assert.IsFalse(first.IsCompleted);
        release.Set();
        await first;
    }
}
