using Orleans.Configuration;

namespace Baton.Tests;

/// <summary>The caller's token, and the caller's timeout.</summary>
[TestClass]
public sealed class CancellationTests : ClusterTest
{
    [TestMethod]
    public async Task Token_OfTheCaller_UnwindsTheBody()
    {
        using CancellationTokenSource cancel = new();
        bool entered = false;
        bool unwound = false;
        CancellationToken seen = default;
        CancellationToken told = default;

        Task call = Play(
            NewProbe(),
            async (grain, token) =>
            {
                seen = token;
                try
                {
                    await grain.RunBlocking(() => Wait(ref entered, ref unwound), token);
                }
                catch (OperationCanceledException e)
                {
                    told = e.CancellationToken;
                    throw;
                }
            },
            cancel.Token);
        Eventually.True(() => entered, "the body runs");
        await cancel.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => call);
        Eventually.True(() => unwound, "the body's clean-up has run"); // the client does not wait for it
        Eventually.True(() => told.CanBeCanceled, "the method was told");
        Assert.AreEqual(seen, told);
    }

    [TestMethod]
    public async Task Token_ThatHasFired_RunsNoBody() => await Play(NewProbe(), async grain =>
    {
        bool ran = false;

        OperationCanceledException canceled = await Assert.ThrowsAsync<OperationCanceledException>(
            () => grain.RunBlocking(() => ran = true, new CancellationToken(canceled: true)));

        Assert.IsTrue(canceled.CancellationToken.IsCancellationRequested);
        Assert.IsFalse(ran);
    });

    [TestMethod]
    public async Task Token_OfABodyThatReturnsAllTheSame_DoesNotTakeItsResult() => await Play(NewProbe(), async grain =>
    {
        using CancellationTokenSource cancel = new();

        int result = await grain.RunBlocking(
            () =>
            {
                cancel.Cancel();
                return 3;
            },
            cancel.Token);

        Assert.AreEqual(3, result);
    });

    [TestMethod]
    public async Task Timeout_OfTheCaller_LeavesTheBodyRunning()
    {
        bool entered = false;
        bool unwound = false;
        using CancellationTokenSource stop = new();
        Guid script = Scripts.Add((grain, token) => grain.RunBlocking(() => Wait(ref entered, ref unwound), stop.Token));

        await Assert.ThrowsExactlyAsync<TimeoutException>(() => NewProbe().PlayShortly(script));

        Assert.IsTrue(entered);
        Assert.IsFalse(unwound);
        await stop.CancelAsync();
        Eventually.True(() => unwound, "the body's clean-up has run");
    }

    [TestMethod]
    public async Task Timeout_OfACallerThatCancels_UnwindsTheBody()
    {
        await using Cluster cluster = await Cluster.StartAsync(
            silos: 1,
            configureClient: static client => client.Configure<ClientMessagingOptions>(
                static options => options.CancelRequestOnTimeout = true));
        bool entered = false;
        bool unwound = false;
        Guid script = Scripts.Add((grain, token) => grain.RunBlocking(() => Wait(ref entered, ref unwound), token));

        await Assert.ThrowsAsync<Exception>(() => cluster.Client.GetGrain<IProbe>(Guid.NewGuid()).PlayShortlyWithToken(script));

        Eventually.True(() => unwound, "the body's clean-up has run");
        Eventually.True(() => cluster.LiveBodies == 0, "no body is left");
    }

    private static void Wait(ref bool entered, ref bool unwound)
    {
        Volatile.Write(ref entered, true);
        try
        {
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        }
        finally
        {
            Volatile.Write(ref unwound, true);
        }
    }
}
