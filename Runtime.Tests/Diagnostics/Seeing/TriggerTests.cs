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
    [DataRow(Triggers.DumpVariable, "QUIT")]
    [DataRow(Triggers.UserDumpVariable, "USR1")]
    public async Task SignalOfTheEnvironment_AllStuck_Dumps(string variable, string signal)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(
            nameof(HangAndSignal), [signal], new Dictionary<string, string?> { [variable] = "1" });

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
    [DataRow(Triggers.UserDumpVariable, "yes", "Baton: BATON_DUMP_ON_SIGUSR1=yes has no effect: it is 1 for standard error")]
    [DataRow(Triggers.UserDumpVariable, "1", "")]
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
    [DataRow(DiagnosticSwitches.PhotosName, "off", true)]
    [DataRow(DiagnosticSwitches.LockOwnersName, "0", true)]
    [DataRow(DiagnosticSwitches.CommandsName, "off", true)]
    [DataRow(BlockingOutside.Switch, "yes", true)]
    [DataRow(BlockingOutside.Switch, "False", false)]
    [DataRow(DiagnosticSwitches.CommandsName, "false", false)]
    [DataRow(DiagnosticSwitches.CommandsName, "True", false)]
    public async Task Switch_NeitherTrueNorFalse_IsToldInOneLine(string name, string value, bool isTold)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(StartAThreadWithSwitch), name, value);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
        Assert.AreEqual(
            isTold ? $"Baton: the switch {name}={value} has no effect: it is true or false." : string.Empty, result.Errors.Trim());
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

    // As runtimeconfig.json does.
    [ChildScenario]
    internal static int StartAThreadWithSwitch(string[] arguments)
    {
        AppContext.SetData(arguments[0], arguments[1]);
        return StartAThread([]);
    }

    [ChildScenario]
    internal static int HangAndSignal(string[] arguments)
    {
        if (arguments[0] == "QUIT")
        {
            StarveThePool(); // .NET gives other signals to its pool
        }

        using DeadlockStage stage = Hang();
        using MeterProbe meter = new("baton.dumps");
        Signal(arguments[0]);
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
        TextWriter errors = Console.Error;
        using ToldWriter told = new();
        Console.SetError(told);
        using DeadlockStage stage = Hang();
        Assert.IsTrue(told.Comes.Wait(TimeSpan.FromSeconds(60)), "the watch has found it");
        errors.Write(told);
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
    private static void Signal(string signal = "QUIT") =>
        Process.Start("/bin/kill", [$"-{signal}", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]).Dispose();

    // Tells when the first text has come.
    private sealed class ToldWriter : StringWriter
    {
        internal ManualResetEventSlim Comes { get; } = new();

        public override void Write(string? value)
        {
            base.Write(value);
            Comes.Set();
        }

        protected override void Dispose(bool disposing)
        {
            Comes.Dispose();
            base.Dispose(disposing);
        }
    }
}
