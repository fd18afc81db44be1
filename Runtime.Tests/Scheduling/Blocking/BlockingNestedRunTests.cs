namespace Baton.Tests;

/// <summary>A run inside a frame of another scheduler: while it waits, that frame blocks.</summary>
[TestClass]
public sealed class BlockingNestedRunTests : BlockingTest
{
    [TestMethod]
    public void Yield_RunInsideAFrameWaitsForASibling_TheOthersOfTheOuterGoOn()
    {
        TaskCompletionSource go = new();
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() => CoroutineScheduler.Run(
                () =>
                {
                    Step("inner waits");
                    go.Task.Await();
                    Step("inner on");
                },
                OnPool));
            Step("outer");
            go.SetResult();
        });

        Assert.AreEqual("inner waits, outer, inner on", string.Join(", ", Log));
        Assert.IsGreaterThan(0, Telemetry[GaveWay]);
        Assert.AreEqual(0, Telemetry[Held]);
    }

    [TestMethod]
    [DataRow(BlockingMode.Hold)]
    [DataRow(BlockingMode.Yield)]
    public void Yield_RunInsideAFrameBlocks_TheOthersOfTheOuterGoOnWhateverTheInnerMode(BlockingMode inner)
    {
        using ManualResetEventSlim gate = new();
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() => Run(inner, () =>
            {
                Step("inner blocks");
                gate.Wait();
                Step("inner on");
            }));
            Step("outer");
            gate.Set();
        });

        Assert.AreEqual("inner blocks, outer, inner on", string.Join(", ", Log));
    }

    [TestMethod]
    public void Yield_RunInsideAFrameStartsOneThatBlocks_TheOthersOfTheOuterGoOn()
    {
        using ManualResetEventSlim gate = new();
        TaskCompletionSource blocks = new();
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() => Run(BlockingMode.Hold, () => Coroutine.Async(() =>
            {
                Step("inner blocks");
                blocks.SetResult();
                gate.Wait();
                Step("inner on");
            })));
            blocks.Task.Await();
            Step("outer");
            gate.Set();
        });

        Assert.AreEqual("inner blocks, outer, inner on", string.Join(", ", Log));
    }

    [TestMethod]
    public void Yield_RunInsideAFrameYieldsToOneThatBlocks_TheOthersOfTheOuterGoOn()
    {
        using ManualResetEventSlim gate = new();
        TaskCompletionSource blocks = new();
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() => Run(BlockingMode.Hold, () =>
            {
                Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    Step("inner blocks");
                    blocks.SetResult();
                    gate.Wait();
                    Step("inner on");
                });
                Coroutine.Yield();
                Step("inner main");
            }));
            blocks.Task.Await();
            Step("outer");
            gate.Set();
        });

        Assert.AreEqual("inner blocks, outer, inner on, inner main", string.Join(", ", Log));
    }

    [TestMethod]
    public void Hold_RunInsideAFrameWaits_KeepsTheOuterBatonAndTells()
    {
        Run(BlockingMode.Hold, () =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Step("outer sibling");
            });
            CoroutineScheduler.Run(
                () =>
                {
                    Coroutine.Delay(TimeSpan.FromMilliseconds(20));
                    Step("inner");
                },
                OnPool);
        });

        Assert.AreEqual("inner, outer sibling", string.Join(", ", Log));
        Assert.IsGreaterThan(0, Telemetry[Held]);
    }

    [TestMethod]
    public void Forbid_RunInsideAFrameWaits_IsLetThrough()
    {
        Run(BlockingMode.Forbid, () => Run(BlockingMode.Forbid, () =>
        {
            Late.After(5).Await();
            Step("inner");
        }));

        AssertLog("inner");
    }
}
