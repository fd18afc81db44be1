using Baton.Orleans;

namespace Baton.Tests;

/// <summary>Turns of a body's activation.</summary>
[TestClass]
public sealed class TurnTests : ClusterTest
{
    [TestMethod]
    public async Task Run_OfAFunction_HasTheActivation() => await PlayBody(grain =>
    {
        int number = GrainTurn.Run(() =>
        {
            grain.State.State.Number++;
            return grain.State.State.Number;
        });

        Assert.AreEqual(1, number);
        Assert.IsNotNull(GrainTurn.Run(() => grain.OwnFactory));
    });

    [TestMethod]
    public async Task Run_OfAnAsyncFunction_HasTheActivationBehindItsAwaitsToo() => await PlayBody(grain =>
    {
        int number = GrainTurn.Run(async () =>
        {
            grain.State.State.Number = 7;
            await grain.WriteAsync();
            await Task.Yield();
            return grain.State.State.Number;
        });

        Assert.AreEqual(7, number);
    });

    [TestMethod]
    public async Task Run_OfACall_SendsItFromTheGrain()
    {
        Guid direct = Scripts.Add(Nothing);
        Guid inTurn = Scripts.Add(Nothing);
        IProbe caller = NewProbe();
        Guid other = Guid.NewGuid();

        await Play(caller, grain => grain.RunBlocking(() =>
        {
            grain.Grains.GetGrain<IProbe>(other).Play(direct).Await();
            GrainTurn.Run(() => grain.Grains.GetGrain<IProbe>(other).Play(inTurn));
        }));

        Assert.AreEqual(caller.GetGrainId().ToString(), Senders.Of(inTurn));
        Assert.StartsWith("sys.client/hosted-", Senders.Of(direct));
    }

    [TestMethod]
    public async Task Run_InATurn_RunsAtOnce() => await PlayBody(grain =>
    {
        int number = GrainTurn.Run(() => GrainTurn.Run(() => grain.State.State.Number + 1));

        Assert.AreEqual(1, number);
    });

    [TestMethod]
    public async Task Run_BehindAnAwaitInATurn_RunsAtOnce() => await PlayBody(grain =>
    {
        int number = GrainTurn.Run(async () =>
        {
            await Task.Yield();
            return GrainTurn.Run(() => grain.State.State.Number + 1);
        });

        Assert.AreEqual(1, number);
    });

    [TestMethod]
    public async Task Run_OfATaskInATurn_IsRefused() => await PlayBody(grain =>
    {
        InvalidOperationException refused = GrainTurn.Run(
            () => Assert.ThrowsExactly<InvalidOperationException>(() => GrainTurn.Run(() => grain.WriteAsync())));

        Assert.Contains("await the task", refused.Message);
    });

    [TestMethod]
    public async Task Run_InAMethodWithoutABody_IsRefused() => await Play(NewProbe(), _ =>
    {
        Assert.ThrowsExactly<InvalidOperationException>(() => GrainTurn.Run(() => 1));
        Assert.ThrowsExactly<InvalidOperationException>(() => GrainTurn.Run(() => Task.CompletedTask));
        return Task.CompletedTask;
    });

    [TestMethod]
    public async Task Run_AfterTheBody_IsRefused() => await Play(NewProbe(), async grain =>
    {
        await grain.RunBlocking(() => GrainTurn.Run(() => 1));

        Assert.ThrowsExactly<InvalidOperationException>(() => GrainTurn.Run(() => 1));
    });

    [TestMethod]
    public void Run_OutsideEveryGrain_IsRefused()
    {
        InvalidOperationException refused = Assert.ThrowsExactly<InvalidOperationException>(() => GrainTurn.Run(() => 1));

        Assert.Contains("no body runs here", refused.Message);
    }

    [TestMethod]
    public async Task Run_InAnotherGrainThatTheBodyCalls_IsRefused()
    {
        Guid other = Scripts.Add(static (_, _) => Task.FromResult(GrainTurn.Run(() => 1)));

        await PlayBody(grain => Assert.ThrowsExactly<InvalidOperationException>(
            () => grain.Grains.GetGrain<IProbe>(Guid.NewGuid()).Play(other).Await()));
    }

    [TestMethod]
    public async Task Run_ByCodeThatOutlivesItsBody_IsRefused() => await Play(NewProbe(), async grain =>
    {
        TaskCompletionSource bodyEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<InvalidOperationException>? late = null;

        await grain.RunBlocking(() =>
        {
            late = Task.Run(async () =>
            {
                await bodyEnded.Task;
                return Assert.ThrowsExactly<InvalidOperationException>(() => GrainTurn.Run(() => 1));
            });
        });
        bodyEnded.SetResult();

        Assert.Contains("has ended", (await late!).Message);
    });

    [TestMethod]
    public async Task Run_OnAnotherThreadOfTheBody_TakesTheBodysTurn() => await PlayBody(grain =>
        Assert.AreEqual(1, Task.Run(() => GrainTurn.Run(() => grain.State.State.Number + 1)).Await()));

    [TestMethod]
    public async Task Run_CanceledBeforeItsTurn_NeverRuns()
    {
        using CancellationTokenSource cancel = new();
        bool ran = false;
        bool entered = false;
        bool unwound = false;

        await Assert.ThrowsAsync<OperationCanceledException>(() => Play(NewProbe(), async (grain, _) =>
        {
            Task body = grain.RunBlocking(
                () =>
                {
                    try
                    {
                        entered = true;
                        GrainTurn.Run(() => ran = true);
                    }
                    finally
                    {
                        unwound = true;
                    }
                },
                cancel.Token);
            Eventually.True(() => entered, "the body is at its turn, which is held here");
            cancel.Cancel();
            Eventually.True(() => unwound, "the body unwinds");
            await body;
        }));

        Assert.IsFalse(ran);
    }

    [TestMethod]
    public async Task Run_CanceledInItsTurn_EndsFirst()
    {
        using CancellationTokenSource cancel = new();
        List<string> steps = [];

        await Assert.ThrowsAsync<OperationCanceledException>(() => Play(NewProbe(), grain => grain.RunBlocking(
            () =>
            {
                try
                {
                    GrainTurn.Run(() =>
                    {
                        cancel.Cancel();
                        Thread.Sleep(50); // for clean-up that does not wait
                        steps.Add("turn");
                    });
                }
                finally
                {
                    steps.Add("clean-up");
                }
            },
            cancel.Token)));

        Assert.AreSequenceEqual(["turn", "clean-up"], steps.ToArray());
    }

    [TestMethod]
    public async Task Run_OfFunctionsThatThrow_ThrowsTheSame() => await PlayBody(static _ =>
    {
        Assert.ThrowsExactly<FormatException>(() => GrainTurn.Run(new Action(static () => throw new FormatException())));
        Assert.ThrowsExactly<FormatException>(() => GrainTurn.Run(static async () =>
        {
            await Task.Yield();
            throw new FormatException();
        }));
    });

    [TestMethod]
    public async Task Run_OfManyBodies_NeverOverlaps() => await Play(NewProbe<IReentrantProbe>(), async grain =>
    {
        int inside = 0;
        int overlaps = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => grain.RunBlocking(() =>
        {
            for (int i = 0; i < 25; i++)
            {
                GrainTurn.Run(() =>
                {
                    overlaps += Interlocked.Increment(ref inside) > 1 ? 1 : 0;
                    Thread.Yield();
                    Interlocked.Decrement(ref inside);
                });
            }
        })));

        Assert.AreEqual(0, overlaps);
    });
}
