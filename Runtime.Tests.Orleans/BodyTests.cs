using System.Diagnostics;
using Baton.Orleans;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests;

/// <summary>What a body has of its activation, and what it has not.</summary>
[TestClass]
public sealed class BodyTests : ClusterTest
{
    private static readonly AsyncLocal<string?> s_local = new();

    [TestMethod]
    public async Task Body_ThatBlocks_RunsOnAThreadOfTheSilosPool()
    {
        string? name = null;

        await PlayBody(_ =>
        {
            Task.Delay(1).Wait();
            name = Thread.CurrentThread.Name;
            Assert.IsFalse(Thread.CurrentThread.IsThreadPoolThread);
        });

        Assert.StartsWith("Baton grains", name);
    }

    [TestMethod]
    public async Task Body_ThatReturns_GivesItsResultInTheTurn() => await Play(NewProbe(), async grain =>
    {
        int result = await grain.RunBlocking(() => 42);

        grain.State.State.Number = result; // the activation's own: a turn
        Assert.AreEqual(42, grain.State.State.Number);
    });

    [TestMethod]
    public async Task Body_ThatThrows_ThrowsTheSameObject() => await Play(NewProbe(), async grain =>
    {
        FormatException thrown = new();

        FormatException caught = await Assert.ThrowsExactlyAsync<FormatException>(() => grain.RunBlocking(() => throw thrown));

        Assert.AreSame(thrown, caught);
    });

    [TestMethod]
    public async Task Body_ThatIsAsync_EndsWithItsTask() => await Play(NewProbe(), async grain =>
    {
        bool ended = false;

        await BlockingGrainExtensions.RunBlocking(grain, async () =>
        {
            await Task.Delay(10);
            ended = true;
        });
        int result = await BlockingGrainExtensions.RunBlocking(grain, async () =>
        {
            await Task.Yield();
            return 7;
        });

        Assert.IsTrue(ended);
        Assert.AreEqual(7, result);
    });

    [TestMethod]
    public async Task Body_Contexts_FlowInAndNotOut() => await Play(NewProbe(), async grain =>
    {
        RequestContext.Set("key", "before");
        s_local.Value = "before";
        using Activity activity = new Activity("call").Start();

        await grain.RunBlocking(() =>
        {
            Assert.AreEqual("before", RequestContext.Get("key"));
            Assert.AreEqual("before", s_local.Value);
            Assert.AreSame(activity, Activity.Current);
            Assert.AreEqual("before", GrainTurn.Run(() => RequestContext.Get("key")));
            RequestContext.Set("key", "inside");
            s_local.Value = "inside";
            Assert.AreEqual("inside", GrainTurn.Run(() => RequestContext.Get("key")));
        });

        Assert.AreEqual("before", RequestContext.Get("key"));
        Assert.AreEqual("before", s_local.Value);
    });

    [TestMethod]
    public async Task Body_ThatTouchesTheActivation_IsToldWhatIsWrong() => await PlayBody(grain =>
    {
        Action[] touches =
        [
            () => _ = grain.OwnFactory,
            () => grain.State.State.Number++,
            () => _ = grain.WriteAsync(),
            () => grain.RegisterGrainTimer(static _ => Task.CompletedTask, new(TimeSpan.FromDays(1), TimeSpan.FromDays(1))),
        ];

        foreach (Action touch in touches)
        {
            InvalidOperationException wrong = Assert.ThrowsExactly<InvalidOperationException>(touch);
            Assert.Contains("Activation access violation", wrong.Message);
            GrainTurn.Run(touch);
        }
    });

    [TestMethod]
    public async Task Body_WhatItMayUse_Works() => await PlayBody(static grain =>
    {
        Assert.IsNotNull(grain.Grains.GetGrain<IProbe>(Guid.NewGuid()));
        Assert.IsNotNull(grain.AsReference<IProbe>());
        Assert.AreNotEqual(Guid.Empty, grain.GetPrimaryKey());
        Assert.IsNotNull(grain.Services.GetService<IGrainFactory>());
    });

    [TestMethod]
    public async Task Body_AnAsyncHelperThatTouchesState_FailsBehindItsAwait() => await PlayBody(static grain =>
    {
        async Task Help()
        {
            await Task.Yield();
            grain.State.State.Number++;
        }

        Assert.ThrowsExactly<InvalidOperationException>(() => Help().Await());
        GrainTurn.Run(Help);
    });

    [TestMethod]
    public async Task Body_InABody_RunsBesideIt() => await PlayBody(static grain =>
        Assert.AreEqual(1, grain.RunBlocking(() => GrainTurn.Run(() => grain.State.State.Number + 1)).Await()));

    [TestMethod]
    public async Task Body_WithFrames_EndsAfterThemAll() => await Play(NewProbe(), async grain =>
    {
        int ended = 0;

        await grain.RunBlocking(() =>
        {
            for (int i = 0; i < 3; i++)
            {
                Coroutine.Async(() =>
                {
                    Coroutine.Delay(TimeSpan.FromMilliseconds(5));
                    GrainTurn.Run(() => ended++);
                });
            }
        });

        Assert.AreEqual(3, ended);
    });

    [TestMethod]
    public async Task RunBlocking_WithoutABody_IsRefused() => await Play(NewProbe(), static grain =>
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => { _ = grain.RunBlocking(null!); });
        return Task.CompletedTask;
    });

    [TestMethod]
    public async Task CallChain_OpenedBeforeTheBody_LetsItsCallsBackIn()
    {
        IProbe first = NewProbe();
        Guid back = Scripts.Add(Nothing);
        Guid second = Scripts.Add((grain, token) => grain.Grains.GetGrain<IProbe>(first.GetPrimaryKey()).Play(back, token));

        await Play(first, async grain =>
        {
            using (RequestContext.AllowCallChainReentrancy())
            {
                await grain.RunBlocking(() => grain.Grains.GetGrain<IProbe>(Guid.NewGuid()).Play(second).Await());
            }
        });

        Assert.AreNotEqual("nobody", Senders.Of(back));
    }

    [TestMethod]
    public async Task CallChain_OpenedInATurn_LetsItsCallsBackIn()
    {
        IProbe first = NewProbe();
        Guid back = Scripts.Add(Nothing);
        Guid second = Scripts.Add((grain, token) => grain.Grains.GetGrain<IProbe>(first.GetPrimaryKey()).Play(back, token));

        await Play(first, grain => grain.RunBlocking(() => GrainTurn.Run(async () =>
        {
            using (RequestContext.AllowCallChainReentrancy())
            {
                await grain.Grains.GetGrain<IProbe>(Guid.NewGuid()).Play(second);
            }
        })));

        Assert.AreNotEqual("nobody", Senders.Of(back));
    }

    [TestMethod]
    public async Task CallChain_OpenedInTheBody_Deadlocks()
    {
        IProbe first = NewProbe();
        Guid back = Scripts.Add(Nothing);
        Guid second = Scripts.Add((grain, _) => grain.Grains.GetGrain<IProbe>(first.GetPrimaryKey()).PlayShortly(back));

        await Play(first, grain => grain.RunBlocking(() =>
        {
            using (RequestContext.AllowCallChainReentrancy())
            {
                Assert.ThrowsExactly<TimeoutException>(() => grain.Grains.GetGrain<IProbe>(Guid.NewGuid()).Play(second).Await());
            }
        }));
    }
}
