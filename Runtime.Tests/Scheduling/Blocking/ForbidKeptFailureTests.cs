using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>
/// <see cref="BlockingMode.Forbid"/> lets a wait through, and tells, where the runtime would keep the exception for good.
/// </summary>
[TestClass]
public sealed class ForbidKeptFailureTests : BlockingTest
{
    private static Dictionary<string, Func<Func<int>>> Keepers { get; } = new()
    {
        ["static constructor"] = () => InitializedType.New(_ => Wait()),
        ["static constructor in a static constructor"] = () =>
        {
            Func<int> inner = InitializedType.New(_ => Wait());
            return InitializedType.New(_ => inner());
        },
        ["static constructor that pulls"] = () => InitializedType.New(_ => Pull(Wait)),
        ["static constructor that pulls from what pulls"] = () => InitializedType.New(_ => Pull(() => Pull(Wait))),
        ["static constructor that resumes"] = () => InitializedType.New(_ => Coroutine.Create<int>(_ => Wait()).Resume()),
        ["Lazy<T>"] = () => Of(new Lazy<int>(Wait)),
        ["Lazy<T>, not for threads"] = () => Of(new Lazy<int>(Wait, LazyThreadSafetyMode.None)),
        ["Lazy<T> that pulls"] = () => Of(new Lazy<int>(() => Pull(Wait))),
    };

    public static IEnumerable<object[]> Rows => Keepers.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Forbid_WaitWhoseFailureWouldBeKept_IsLetThroughAndTold(string name)
    {
        Func<int> read = Keepers[name]();
        using EventProbe events = new(EventLevel.Warning);

        Run(BlockingMode.Forbid, () => Assert.AreEqual(1, read()));

        Assert.AreEqual(1, read());
        Eventually.True(() => events.Count("FrameBlocked") == 1, "it is told");
        Assert.AreEqual(1, Telemetry[Held]);
        StringAssert.StartsWith((string)events.Payload("FrameBlocked")[0]!, "frame 'main'");
    }

    private static Dictionary<string, Func<int>> Runs { get; } = new()
    {
        ["run"] = () => Forbidding(Wait),
        ["run that pulls"] = () => Forbidding(() => Pull(Wait)),
        ["pulls from what runs"] = () => Pull(() => Forbidding(Wait)),
        ["pulls from what runs what runs"] = () => Pull(() => Forbidding(() => Forbidding(Wait))),
        ["pulls from what runs what pulls"] = () => Pull(() => Forbidding(() => Pull(Wait))),
    };

    public static IEnumerable<object[]> RunRows => Runs.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(RunRows))]
    public void Forbid_WaitInARunThatAStaticConstructorCalls_IsLetThrough(string name)
    {
        Func<int> read = InitializedType.New(_ => Runs[name]());
        Lazy<int> lazy = new(Runs[name]);

        Run(BlockingMode.Forbid, () =>
        {
            Assert.AreEqual(1, read());
            Assert.AreEqual(1, lazy.Value);
        });
        Assert.ThrowsExactly<InvalidOperationException>(() => Runs[name]());
    }

    // The frame has a stack of its own, and may catch what it is thrown. What it does not catch comes out of the await, as any failure.
    [TestMethod]
    public void Forbid_WaitOfAFrameThatAStaticConstructorAwaits_IsRefusedInTheFrame()
    {
        Func<int> read = InitializedType.New(_ => Coroutine.Async(() =>
        {
            Assert.ThrowsExactly<InvalidOperationException>(() => Wait());
            return 1;
        }).Await());
        Func<int> catches = InitializedType.New(_ =>
        {
            Assert.ThrowsExactly<InvalidOperationException>(() => Coroutine.Async(Wait).Await());
            return 1;
        });

        Run(BlockingMode.Forbid, () =>
        {
            Assert.AreEqual(1, read());
            Assert.AreEqual(1, catches());
        });

        Assert.AreEqual(1, read());
        Assert.AreEqual(1, catches());
    }

    [TestMethod]
    public void Forbid_WaitAfterTheStaticConstructor_IsRefusedAsBefore()
    {
        Func<int> read = InitializedType.New(_ => Wait());
        Run(BlockingMode.Forbid, () =>
        {
            read();
            Assert.ThrowsExactly<InvalidOperationException>(() => Wait());
            Assert.ThrowsExactly<InvalidOperationException>(() => Pull(Wait));
            Assert.ThrowsExactly<InvalidOperationException>(() => new Lazy<int>(Wait, LazyThreadSafetyMode.PublicationOnly).Value);
        });
    }

    // Nobody passes the baton while a static constructor is under way, wherever in it the wait is.
    [TestMethod]
    public void Yield_StaticConstructorWhoseGeneratorBlocks_KeepsTheBaton()
    {
        Func<int> read = InitializedType.New(_ => Pull(Wait));
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() => read());
            Assert.AreEqual(1, read()); // would wait for the constructor, with the baton, and unseen
        });

        Assert.AreEqual(1, Telemetry[Held]);
        Assert.AreEqual(0, Telemetry[GaveWay]);
    }

    private static Func<int> Of(Lazy<int> lazy) => () => lazy.Value;

    private static int Wait()
    {
        new ManualResetEvent(false).WaitOne(20);
        return 1;
    }

    private static int Forbidding(Func<int> main) =>
        CoroutineScheduler.Run(main, new CoroutineSchedulerOptions { Blocking = BlockingMode.Forbid, BlockingGrace = TimeSpan.Zero });

    private static int Pull(Func<int> item) => Coroutine.Generate<int>(y => y.Suspend(item())).Sum();
}
