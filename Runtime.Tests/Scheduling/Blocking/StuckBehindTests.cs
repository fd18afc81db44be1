namespace Baton.Tests;

/// <summary>The search for a thread that waits for a static constructor follows chains of any length.</summary>
[TestClass]
[BesideOthers]
public sealed class StuckBehindTests
{
    private const int Many = 20_000;
    private const int SmallStack = 256 * 1024;
    private const int NoThread = 1 << 30;

    [TestMethod]
    [DataRow("frames")]
    [DataRow("frames that await tasks of frames")]
    public async Task IsStuck_ALongChain_IsFollowedOnASmallStack(string chain)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(SearchALongChain), chain);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int SearchALongChain(string[] arguments)
    {
        FrameCore last = null!;
        bool? isStuck = null;
        CoroutineScheduler.Run(() =>
        {
            last = FrameCore.Current!;
            for (int i = 0; i < Many; i++)
            {
                object on = arguments[0] == "frames" ? last : last.AsTask();
                last = new FrameCore<int>(last.Scheduler, static () => 1, name: null);
                last.MoveTo(FrameState.Running);
                last.MoveTo(FrameState.AwaitingFrame, on);
            }
        });

        Thread searches = new(() => isStuck = StuckBehind.IsStuck(last, [new StaticConstructor("a type", NoThread)]), SmallStack);
        searches.Start();
        searches.Join();
        Assert.IsFalse(isStuck!.Value);
        return 0;
    }
}
