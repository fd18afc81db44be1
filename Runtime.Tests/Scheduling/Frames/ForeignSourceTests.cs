using System.BatonTests;
using System.Threading.Channels;

namespace Baton.Tests;

/// <summary>Value tasks of others are awaited as .NET's <c>AsTask</c> takes them, whatever their sources do.</summary>
[TestClass]
[BesideOthers]
public sealed class ForeignSourceTests
{
    private static readonly Dictionary<string, Action<Action>> s_places = new()
    {
        ["outside"] = wait => wait(),
        ["in a frame"] = wait => CoroutineScheduler.Run(wait),
        ["in a frame of mode Yield"] = wait => CoroutineScheduler.Run(wait, new() { Blocking = BlockingMode.Yield }),
    };

    private static readonly Dictionary<string, Func<Action<ForeignSource, Action>, ForeignSource>> s_sources = new()
    {
        ["a user's"] = static registered => new ForeignSource { OnRegistered = registered },
        [".NET's"] = static registered => new NetSource { OnRegistered = registered },
    };

    public static IEnumerable<object[]> Places =>
        from place in s_places.Keys
        from source in s_sources.Keys
        select new object[] { place, source };

    [TestMethod]
    [DynamicData(nameof(Places))]
    public void ASource_ThatThrowsAsItIsAskedToGoOn_ThrowsThere(string place, string source) => s_places[place](() =>
        Assert.ThrowsExactly<FormatException>(
            () => s_sources[source]((_, _) => throw new FormatException()).Value.Await()));

    [TestMethod]
    public void AValueTaskOfAChannel_ThatIsAwaitedTwice_ThrowsToTheSecond()
    {
        Channel<int> channel = Channel.CreateUnbounded<int>();
        ValueTask<int> once = channel.Reader.ReadAsync();

        CoroutineScheduler.Run(() =>
        {
            Frame<int> first = Coroutine.Async(() => once.Await());
            Coroutine.Yield();
            Assert.ThrowsExactly<InvalidOperationException>(() => once.Await());
            channel.Writer.TryWrite(7);
            Assert.AreEqual(7, first.Await());
        });
    }

    [TestMethod]
    [DynamicData(nameof(Places))]
    public void ASource_ThatGoesOnAtOnce_IsAwaited(string place, string source) => s_places[place](() =>
        Assert.AreEqual(7, s_sources[source]((one, goOn) => one.Complete(7, goOn)).Value.Await()));

    [TestMethod]
    [DynamicData(nameof(Places))]
    public void ASource_ThatFailsLater_ThrowsItsOwnException(string place, string source) => s_places[place](() =>
    {
        FormatException failure = new("of the source");
        Assert.AreSame(failure, Assert.ThrowsExactly<FormatException>(
            () => s_sources[source]((one, goOn) => Elsewhere(() => one.Fail(failure, goOn))).Value.Await()));
    });

    [TestMethod]
    [DynamicData(nameof(Places))]
    public void ASource_ThatIsCanceledLater_ThrowsItsOwnException(string place, string source) => s_places[place](() =>
    {
        using CancellationTokenSource canceled = new();
        canceled.Cancel();
        TaskCanceledException failure = new("of the source", null, canceled.Token);
        TaskCanceledException thrown = Assert.ThrowsExactly<TaskCanceledException>(
            () => s_sources[source]((one, goOn) => Elsewhere(() => one.Fail(failure, goOn))).Value.Await());
        Assert.AreEqual(canceled.Token, thrown.CancellationToken);
        Assert.AreEqual("of the source", thrown.Message);
    });

    [TestMethod]
    [DataRow("a user's")]
    [DataRow(".NET's")]
    public void ASource_ThatLocks_LetsOtherFramesGoOn(string source)
    {
        Lock gate = new();
        bool isOver = false;

        CoroutineScheduler.Run(
            () =>
            {
                Coroutine.Async(() =>
                {
                    lock (gate)
                    {
                        Coroutine.Delay(TimeSpan.FromMilliseconds(50));
                    }
                });
                Coroutine.Yield();
                s_sources[source]((one, goOn) =>
                {
                    lock (gate)
                    {
                        one.Complete(7, goOn);
                    }
                }).Value.Await();
                isOver = true;
            },
            new CoroutineSchedulerOptions { Blocking = BlockingMode.Yield });

        Assert.IsTrue(isOver);
    }

    [TestMethod]
    [DataRow("a user's")]
    [DataRow(".NET's")]
    public void TheContextOfTheCaller_IsBackBehindTheAwait(string source)
    {
        SynchronizationContext own = new();
        SynchronizationContext? before = SynchronizationContext.Current;
        using Cleanup back = new(() => SynchronizationContext.SetSynchronizationContext(before));
        SynchronizationContext.SetSynchronizationContext(own);

        s_sources[source]((one, goOn) => Elsewhere(() => one.Complete(7, goOn))).Value.Await();

        Assert.AreSame(own, SynchronizationContext.Current);
    }

    private static void Elsewhere(Action act) => new Thread(() => act()) { IsBackground = true }.Start();
}
