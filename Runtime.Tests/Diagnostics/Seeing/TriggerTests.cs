using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Baton.Tests;

/// <summary>
/// A process that hangs, with all its frames stuck and the .NET pool starved, is dumped: by a signal, and by its environment.
/// </summary>
[TestClass]
[BesideOthers]
public sealed class TriggerTests
{
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task SignalOfTheEnvironment_AllStuckAndThePoolStarved_Dumps()
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(
            nameof(HangAndSignal), [], new Dictionary<string, string?> { [Triggers.DumpVariable] = "1" });

        Assert.AreEqual(0, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Errors, "DEADLOCK");
        StringAssert.Contains(result.Errors, "'left'");
        StringAssert.Contains(result.Errors, "stacks: ");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task DumpOn_ToAFile_AppendsOneForEachSignal()
    {
        string path = Path.GetTempFileName();
        using Cleanup cleanUp = new(() => File.Delete(path));

        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(SignalTwice), path);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
        Assert.HasCount(2, (await File.ReadAllTextAsync(path)).Split("\"kind\":\"end\"")[1..]);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task TheSignalIsIgnored_TheWarningComesAtOnce()
    {
        ChildProcess.Result result = await ChildProcess.RunUnderAsync(
            ["/bin/sh", "-c", "trap '' QUIT; exec \"$@\"", "sh"], nameof(WarnOnly));

        Assert.AreEqual(0, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Errors, "this process ignores the signal SIGQUIT");
    }

    [TestMethod]
    public async Task WatchOfTheEnvironment_TellsOfTheDeadlock()
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(
            nameof(HangUntilTold), [], new Dictionary<string, string?> { [Triggers.WatchVariable] = "1h" });

        Assert.AreEqual(0, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Errors, "Baton: DEADLOCK: ");
    }

    [TestMethod]
    [DataRow(Triggers.WatchVariable, "soon", "Baton: BATON_WATCH=soon has no effect: it is a time above 0")]
    [DataRow(Triggers.WatchVariable, "-1s", "Baton: BATON_WATCH=-1s has no effect: it is a time above 0")]
    [DataRow(Triggers.DumpVariable, "true", "Baton: BATON_DUMP_ON_SIGQUIT=true has no effect: it is 1 for standard error")]
    [DataRow(Triggers.DumpVariable, "/no/such/dumps", "Baton: BATON_DUMP_ON_SIGQUIT=/no/such/dumps has no effect: there is no folder")]
    [DataRow(Triggers.WatchVariable, "0", "")]
    [DataRow(Triggers.WatchVariable, "30s", "")]
    [DataRow(Triggers.DumpVariable, "0", "")]
    [DataRow(Triggers.DumpVariable, "1", "")]
    [DataRow(Triggers.DumpVariable, "./dumps", "")]
    public async Task Variable_ThatCannotBe_IsToldInOneLine(string variable, string value, string line)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(
            nameof(StartAThread), [], new Dictionary<string, string?> { [variable] = value });

        Assert.AreEqual(0, result.ExitCode, result.ToString());
        Assert.StartsWith(line, result.Errors);
        Assert.HasCount(line.Length == 0 ? 0 : 1, result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [TestMethod]
    [DataRow("30s", 30.0)]
    [DataRow("500ms", 0.5)]
    [DataRow("2m", 120.0)]
    [DataRow("1h", 3600.0)]
    [DataRow("1.5", 1.5)]
    [DataRow("soon", null)]
    [DataRow("-1s", null)]
    [DataRow("s", null)]
    [DataRow("99999999h", null)]
    public void WatchVariable_IsATime(string value, double? seconds) => Assert.AreEqual(seconds, Triggers.TryParse(value)?.TotalSeconds);

    [ChildScenario]
    internal static int StartAThread(string[] _)
    {
        CoroutineThreadPool.Shared.Run(static () => { }).Wait();
        return 0;
    }

    [ChildScenario]
    internal static int HangAndSignal(string[] _)
    {
        StarveThePool();
        using DeadlockStage stage = Hang();
        using MeterProbe meter = new("baton.dumps");
        Signal();
        Eventually.True(() => meter.Value("baton.dumps") > 0, "a dump is made");
        return CoroutineDiagnostics.DumpAsync(TextWriter.Null).Wait(20_000) ? 0 : 1; // it comes after the other, which is written then
    }

    [ChildScenario]
    internal static int SignalTwice(string[] arguments)
    {
        using IDisposable on = CoroutineDiagnostics.DumpOn(
            PosixSignal.SIGQUIT, new DumpOptions { Format = DumpFormat.Json }, arguments[0]);
        for (int times = 1; times <= 2; times++)
        {
            Signal();
            if (!SpinWait.SpinUntil(() => File.ReadAllText(arguments[0]).Split("\"kind\":\"end\"").Length > times, 30_000))
            {
                return times;
            }
        }

        return 0;
    }

    [ChildScenario]
    internal static int WarnOnly(string[] _)
    {
        CoroutineDiagnostics.DumpOn(PosixSignal.SIGQUIT).Dispose();
        return 0;
    }

    [ChildScenario]
    internal static int HangUntilTold(string[] _)
    {
        using EventProbe events = new(System.Diagnostics.Tracing.EventLevel.Warning);
        using DeadlockStage stage = Hang();
        Eventually.True(() => events.Count("SchedulerStoodStill") > 0, "the watch has found it");
        return 0;
    }

    private static DeadlockStage Hang()
    {
        DeadlockStage stage = new(CoroutineThreadPool.Shared);
        stage.Start("one", "left", () => stage["right"].Await());
        stage.Start("two", "right", () => stage["left"].Await());
        Eventually.True(
            () => CoroutineDiagnostics.Capture().Findings.Any(static finding => finding.Level == FindingLevel.Deadlock), "it is there");
        return stage;
    }

    private static void StarveThePool()
    {
        ThreadPool.SetMinThreads(1, 1);
        ThreadPool.SetMaxThreads(Environment.ProcessorCount, Environment.ProcessorCount);
        for (int i = 0; i < 100; i++)
        {
            ThreadPool.QueueUserWorkItem(static _ => Thread.Sleep(Timeout.Infinite));
        }
    }

    // Whoever waits for the end of a process may need the .NET pool.
    private static void Signal() =>
        Process.Start("/bin/kill", ["-QUIT", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]).Dispose();
}
