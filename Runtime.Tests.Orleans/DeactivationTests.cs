using Baton.Orleans;
using Orleans.Runtime.Placement;

namespace Baton.Tests;

/// <summary>Activations that end or move while bodies run.</summary>
[TestClass]
public sealed class DeactivationTests : ClusterTest
{
    [TestMethod]
    public async Task Deactivation_UnderABodyThatACallAwaits_WaitsForIt()
    {
        using ManualResetEventSlim release = new();
        List<string> steps = [];
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        Task call = Play(NewProbe(), async grain =>
        {
            grain.OnEnd = () =>
            {
                steps.Add("activation");
                ended.SetResult();
            };
            grain.EndWhenIdle();
            await grain.RunBlocking(() =>
            {
                release.Wait();
                steps.Add("body");
            });
        });
        release.Set();
        await call;
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.AreSequenceEqual(["body", "activation"], steps.ToArray());
    }

    [TestMethod]
    public async Task Deactivation_UnderABodyThatNobodyAwaits_CancelsIt()
    {
        bool unwound = false;
        Task? left = null;

        await Play(NewProbe(), grain =>
        {
            left = grain.RunBlocking(() =>
            {
                try
                {
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                }
                finally
                {
                    unwound = true;
                }
            });
            grain.EndWhenIdle();
            return Task.CompletedTask;
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => left!.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.IsTrue(unwound);
    }

    [TestMethod]
    public async Task Turn_AfterDeactivation_IsRefused()
    {
        using ManualResetEventSlim ended = new();
        Task? left = null;

        await Play(NewProbe(), grain =>
        {
            grain.OnEnd = ended.Set;
            left = grain.RunBlocking(() =>
            {
                ended.Wait();
                Task gone = ((IGrainBase)grain).GrainContext.Deactivated;
                Eventually.True(() => gone.IsCompleted, "the activation ends, which waits for no code that does not suspend");
                GrainTurn.Run(() => grain.State.State.Number);
            });
            grain.EndWhenIdle();
            return Task.CompletedTask;
        });

        // The turn's refusal, or the cancellation that the end of the activation is: whichever comes first.
        Exception told = await Assert.ThrowsAsync<Exception>(() => left!.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.IsTrue(told is InvalidOperationException or OperationCanceledException, told.ToString());
    }

    [TestMethod]
    public async Task Body_AfterDeactivation_IsRefused()
    {
        ProbeBase? gone = null;
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await Play(NewProbe(), async grain =>
        {
            gone = grain;
            await grain.RunBlocking(() => { });
            grain.OnEnd = ended.SetResult;
            grain.EndWhenIdle();
        });
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await ((IGrainBase)gone!).GrainContext.Deactivated;

        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(async () => await gone.RunBlocking(() => { }));
    }

    [TestMethod]
    public async Task Migration_UnderABody_ComesAfterIt()
    {
        IProbe probe = NewProbe();
        List<string> steps = [];
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        await Play(probe, async grain =>
        {
            grain.OnEnd = () =>
            {
                steps.Add("moves");
                ended.SetResult();
            };
            RequestContext.Set(IPlacementDirector.PlacementHintKey, Other(grain));
            grain.MoveWhenIdle();
            await grain.RunBlocking(() =>
            {
                Thread.Sleep(50);
                GrainTurn.Run(() => steps.Add("body"));
            });
        });
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await Play(probe, grain => grain.RunBlocking(() => steps.Add("body of the next activation")));

        Assert.AreSequenceEqual(["body", "moves", "body of the next activation"], steps.ToArray());
    }

    private static SiloAddress Other(ProbeBase grain) =>
        Shared.Silos.First(silo => !silo.SiloAddress.Equals(((IGrainBase)grain).GrainContext.Address.SiloAddress)).SiloAddress;
}
