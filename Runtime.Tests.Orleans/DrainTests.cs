using Baton.Orleans;
using Orleans.TestingHost;

namespace Baton.Tests;

/// <summary>Silos that stop while bodies run.</summary>
[TestClass]
public sealed class DrainTests : ClusterTest
{
    [TestMethod]
    public async Task Stop_WithinTheDrainsTime_LetsBodiesEnd()
    {
        await using Cluster cluster = await Cluster.StartAsync(
            configure: static options => options.DrainTimeout = TimeSpan.FromSeconds(20));
        using ManualResetEventSlim release = new();
        bool ended = false;
        (Task call, InProcessSiloHandle silo) = await StartAsync(cluster, _ =>
        {
            release.Wait();
            ended = true;
        });

        Task stop = cluster.StopAsync(silo);
        SiloUnavailableException refused = await RefusedAsync(silo);
        release.Set();
        await Task.WhenAll(call, stop);

        Assert.IsTrue(ended);
        Assert.Contains("runs no new bodies", refused.Message);
    }

    [TestMethod]
    public async Task Stop_AfterTheDrainsTime_CancelsBodiesAndTellsTheirCallers()
    {
        await using Cluster cluster = await Cluster.StartAsync(configure: static options => options.DrainTimeout = TimeSpan.Zero);
        bool unwound = false;
        (Task call, InProcessSiloHandle silo) = await StartAsync(cluster, _ =>
        {
            try
            {
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            }
            finally
            {
                Coroutine.Delay(TimeSpan.FromMilliseconds(20)); // clean-up may wait
                unwound = true;
            }
        });

        await cluster.StopAsync(silo);

        SiloUnavailableException told = await Assert.ThrowsExactlyAsync<SiloUnavailableException>(() => call);
        Assert.Contains("it was canceled", told.Message);
        Assert.IsTrue(unwound);
    }

    [TestMethod]
    public async Task Stop_UnderACallOfAnotherGrain_TellsThatGrain()
    {
        await using Cluster cluster = await Cluster.StartAsync(configure: static options => options.DrainTimeout = TimeSpan.Zero);
        (IProbe callee, InProcessSiloHandle silo) = await NewProbeAsync(cluster, cluster.Silos[1]);
        (IProbe caller, _) = await NewProbeAsync(cluster, cluster.Silos[0]);
        Guid wait = Scripts.Add(static (grain, token) => grain.RunBlocking(() => Coroutine.Delay(Timeout.InfiniteTimeSpan), token));

        Task call = Play(caller, grain => grain.RunBlocking(
            () => GrainTurn.Run(() => grain.Grains.GetGrain<IProbe>(callee.GetPrimaryKey()).Play(wait))));
        Eventually.True(() => Cluster.BodiesOf(silo).Live == 1, "the other grain's body runs");
        await cluster.StopAsync(silo);

        await Assert.ThrowsExactlyAsync<SiloUnavailableException>(() => call);
    }

    [TestMethod]
    public async Task Stop_OfABodyThatDoesNotSuspend_IsNotHeldUpBeyondItsTime()
    {
        await using Cluster cluster = await Cluster.StartAsync(configure: static options => options.DrainTimeout = TimeSpan.Zero);
        using ManualResetEventSlim release = new();
        (_, InProcessSiloHandle silo) = await StartAsync(cluster, _ => release.Wait());
        SiloBodies bodies = Cluster.BodiesOf(silo);

        using (CancellationTokenSource now = new(TimeSpan.FromMilliseconds(200)))
        {
            await silo.SiloHost.StopAsync(now.Token);
        }

        Assert.AreEqual(1, bodies.Live);
        release.Set();
        Eventually.True(() => bodies.Live == 0, "the body has ended"); // its caller is a client, which is not told before its timeout
    }

    [TestMethod]
    public async Task Stop_OfOneSiloOfAProcess_LeavesTheOthersBodies()
    {
        await using Cluster cluster = await Cluster.StartAsync(configure: static options => options.DrainTimeout = TimeSpan.Zero);
        using ManualResetEventSlim release = new();
        (IProbe probe, InProcessSiloHandle stays) = await NewProbeAsync(cluster, cluster.Silos[0]);
        Task call = Play(probe, grain => grain.RunBlocking(release.Wait));
        Eventually.True(() => Cluster.BodiesOf(stays).Live == 1, "the body runs");

        await cluster.StopAsync(cluster.Silos[1]);
        release.Set();

        await call;
    }

    private static async Task<(Task Call, InProcessSiloHandle Silo)> StartAsync(Cluster cluster, Action<ProbeBase> body)
    {
        (IProbe probe, InProcessSiloHandle silo) = await NewProbeAsync(cluster, cluster.Silos[1]);
        Task call = Play(probe, grain => grain.RunBlocking(() => body(grain)));
        Eventually.True(() => Cluster.BodiesOf(silo).Live == 1, "the body runs");
        return (call, silo);
    }

    /// <summary>A grain whose activation is in a silo.</summary>
    private static async Task<(IProbe Probe, InProcessSiloHandle Silo)> NewProbeAsync(Cluster cluster, InProcessSiloHandle silo)
    {
        IProbe probe;
        do
        {
            probe = cluster.Client.GetGrain<IProbe>(Guid.NewGuid());
            await Play(probe, static _ => Task.CompletedTask);
        }
        while (await cluster.SiloOf(probe) != silo);
        return (probe, silo);
    }

    // What a call would get that reaches an activation of the silo meanwhile.
    private static async Task<SiloUnavailableException> RefusedAsync(InProcessSiloHandle silo)
    {
        SiloBodies bodies = Cluster.BodiesOf(silo);
        bool isClosed = false;
        while (!isClosed)
        {
            isClosed = !bodies.TryEnter();
            if (!isClosed)
            {
                bodies.Leave();
                await Task.Delay(5);
            }
        }

        return bodies.Refusal();
    }
}
