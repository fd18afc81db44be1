using Baton.Orleans;
using Orleans.Streams;

namespace Baton.Tests;

/// <summary>Streams and sequences, to bodies and from them.</summary>
[TestClass]
public sealed class StreamTests : ClusterTest
{
    [TestMethod]
    public async Task Subscribe_InATurn_SubscribesTheGrain()
    {
        StreamId id = StreamId.Create("numbers", Guid.NewGuid());
        TaskCompletionSource<GrainId?> received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IProbe probe = NewProbe();

        await Play(probe, grain => grain.RunBlocking(() => GrainTurn.Run(() => SubscribeAsync(grain, id, received))));
        await Play(NewProbe(), grain => grain.GetStreamProvider("streams").GetStream<int>(id).OnNextAsync(1));

        Assert.AreEqual(probe.GetGrainId(), await received.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [TestMethod]
    public async Task Subscribe_InTheBody_SubscribesTheSilosOwnClient()
    {
        StreamId id = StreamId.Create("numbers", Guid.NewGuid());
        TaskCompletionSource<GrainId?> received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IProbe probe = NewProbe();

        await Play(probe, grain => grain.RunBlocking(() => SubscribeAsync(grain, id, received).Await()));
        await Play(NewProbe(), grain => grain.GetStreamProvider("streams").GetStream<int>(id).OnNextAsync(1));

        GrainId? receiver = await received.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.AreNotEqual(probe.GetGrainId(), receiver);
    }

    [TestMethod]
    public async Task Sequence_OfABody_ReachesItsConsumer()
    {
        Guid script = Scripts.AddCounting(static yielder =>
        {
            for (int i = 1; i <= 250; i++)
            {
                yielder.Suspend(i);
            }
        });

        int sum = 0;
        await foreach (int one in NewProbe().Count(script))
        {
            sum += one;
        }

        Assert.AreEqual(250 * 251 / 2, sum);
    }

    [TestMethod]
    public async Task Sequence_ThatIsLeftEarly_RunsTheBodysCleanUp()
    {
        bool unwound = false;
        Guid script = Scripts.AddCounting(yielder =>
        {
            try
            {
                while (true)
                {
                    yielder.Suspend(1);
                }
            }
            finally
            {
                Volatile.Write(ref unwound, true);
            }
        });

        await foreach (int one in NewProbe().Count(script))
        {
            Assert.AreEqual(1, one);
            break;
        }

        Eventually.True(() => Volatile.Read(ref unwound), "the body's clean-up has run");
    }

    [TestMethod]
    public async Task Sequence_OfAnotherGrain_IsReadItemByItemInABody()
    {
        Guid script = Scripts.AddCounting(static yielder =>
        {
            for (int i = 1; i <= 100; i++)
            {
                yielder.Suspend(i);
            }
        });
        int sum = 0;

        await PlayBody(grain => sum = grain.Grains.GetGrain<IProbe>(Guid.NewGuid()).Count(script).AwaitEach().Sum());

        Assert.AreEqual(100 * 101 / 2, sum);
    }

    // The receiver's activation: that whose turn the call-back is in.
    private static Task<StreamSubscriptionHandle<int>> SubscribeAsync(
        ProbeBase grain, StreamId id, TaskCompletionSource<GrainId?> received) =>
        grain.GetStreamProvider("streams").GetStream<int>(id).SubscribeAsync((_, _) =>
        {
            IGrainContextAccessor turns = (IGrainContextAccessor)grain.Services.GetService(typeof(IGrainContextAccessor))!;
            received.TrySetResult(turns.GrainContext?.GrainId);
            return Task.CompletedTask;
        });
}
