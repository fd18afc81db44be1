using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Baton.Tests;

/// <summary>The program <c>baton</c> against a process whose frames are stuck, and whose .NET pool is starved.</summary>
[TestClass]
[BesideOthers]
public sealed class ToolOnDeadlockTests
{
    private static string Tool { get; } = Path.Combine(AppContext.BaseDirectory, "Baton.Tool");

    [TestMethod]
    public async Task Ps_FramesOfTwoSchedulersAwaitEachOther_NamesTheDeadlock()
    {
        using ToolTarget target = ToolTarget.Start(nameof(HangInDeadlock));

        ChildProcess.Result result = await ChildProcess.RunProgramAsync(Tool, "ps", target.IdText);

        Assert.AreEqual(0, result.ExitCode, $"{result}");
        Assert.Contains("DEADLOCK", result.Output);
        Assert.Contains("'charge'", result.Output);
        Assert.Contains("billing", result.Output);
    }

    [TestMethod]
    public async Task Tree_FramesOfTwoSchedulersAwaitEachOther_ShowsTheirStacks()
    {
        using ToolTarget target = ToolTarget.Start(nameof(HangInDeadlock));

        ChildProcess.Result result = await ChildProcess.RunProgramAsync(Tool, "tree", target.IdText);

        Assert.AreEqual(0, result.ExitCode, $"{result}");
        Assert.Contains("DEADLOCK", result.Output);
        Assert.Contains($"{nameof(ToolOnDeadlockTests)}.{nameof(WaitFor)}", result.Output);
    }

    [TestMethod]
    public async Task Json_FramesOfTwoSchedulersAwaitEachOther_IsAnObjectALine()
    {
        using ToolTarget target = ToolTarget.Start(nameof(HangInDeadlock));

        ChildProcess.Result result = await ChildProcess.RunProgramAsync(Tool, "json", target.IdText);

        Assert.AreEqual(0, result.ExitCode, $"{result}");
        string[] kinds = [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line =>
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement.GetProperty("kind").GetString()!;
        })];
        Assert.AreEqual("dump", kinds[0]);
        Assert.AreEqual("end", kinds[^1]);
        Assert.Contains("stack", kinds);
    }

    [TestMethod]
    [DataRow("mermaid")]
    [DataRow("dot")]
    public async Task Graph_FramesOfTwoSchedulersAwaitEachOther_HasBoth(string format)
    {
        using ToolTarget target = ToolTarget.Start(nameof(HangInDeadlock));

        ChildProcess.Result result = await ChildProcess.RunProgramAsync(Tool, "graph", target.IdText, "--format", format);

        Assert.AreEqual(0, result.ExitCode, $"{result}");
        Assert.Contains("charge", result.Output);
        Assert.Contains("ship", result.Output);
    }

    [ChildScenario]
    internal static int HangInDeadlock(string[] _)
    {
        CoroutineScheduler orders = new(new CoroutineSchedulerOptions { Name = "orders" });
        CoroutineScheduler billing = new(new CoroutineSchedulerOptions { Name = "billing" });
        Frame?[] frames = new Frame?[2];
        using ManualResetEventSlim both = new();
        frames[0] = orders.Start(() => Await(both, frames, 1), "charge");
        frames[1] = billing.Start(() => Await(both, frames, 0), "ship");
        both.Set();
        Eventually.True(
            () => Array.TrueForAll(frames, static one => one!.Core.State is FrameState.AwaitingOutside or FrameState.AwaitingPool),
            "both wait");
        return ToolTests.Hang();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WaitFor(Frame frame) => frame.Await();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Await(ManualResetEventSlim both, Frame?[] frames, int index)
    {
        both.Wait();
        WaitFor(frames[index]!);
    }
}
