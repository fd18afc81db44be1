using System.Globalization;
using Baton.Tool;
using Microsoft.Diagnostics.NETCore.Client;

namespace Baton.Tests;

/// <summary>The program <c>baton</c> against processes that hang, and whose .NET pool is starved.</summary>
[TestClass]
[BesideOthers]
public sealed class ToolTests
{
    private const string Dump = """
        {"kind":"dump","version":1,"library":"0.1.0","process":"orders","processId":4711,"uptimeMs":7980000}
        {"kind":"pool","key":"p1","name":"app","max":64,"live":12,"idle":1,"queued":3}
        {"kind":"scheduler","key":"s1","name":"orders"}
        {"kind":"member","key":"f12","type":"frame","name":"charge","status":"Waiting","scheduler":"s1","wait":{"ms":41203,"text":"of f31"}}
        {"kind":"news","of":"a later version"}
        {"kind":"member","key":"c7","type":"coroutine","status":"Suspended"}
        {"kind":"member","key":"f4","type":"frame","name":"worker 0","status":"Running","ageMs":2800,"scheduler":"s1"}
        {"kind":"member","key":"c8","type":"coroutine","status":"Running","ageMs":2800}
        {"kind":"member","key":"w2","type":"work","status":"Running","ageMs":2800}
        {"kind":"finding","type":"Ring","level":"Deadlock","text":"f12 'charge' and f31 'ship' wait for each other."}
        {"kind":"end","members":5}

        """;

    private static string Tool { get; } = Path.Combine(AppContext.BaseDirectory, "Baton.Tool");

    [TestMethod]
    [DataRow("tree", "text, stacks True, lines False")]
    [DataRow("tree --no-stacks", "text, stacks False, lines False")]
    [DataRow("tree --lines", "text, stacks True, lines True")]
    [DataRow("dump --no-stacks", "text, stacks False, lines False")]
    [DataRow("json", "json, stacks True, lines False")]
    [DataRow("json --no-stacks", "json, stacks False, lines False")]
    [DataRow("graph", "mermaid, stacks False, lines False")]
    [DataRow("graph --format dot", "dot, stacks False, lines False")]
    public async Task Tool_ProcessHangs_PrintsWhatItAnswers(string command, string asked)
    {
        using ToolTarget target = ToolTarget.Start(nameof(HangWithAnswer), "echo", "end");

        ChildProcess.Result result = await RunAsync(target, command);

        Assert.AreEqual(0, result.ExitCode, $"{result}");
        Assert.AreEqual($"asked: {asked}\n", result.Output, ignoreCase: true);
        Assert.AreEqual(string.Empty, result.Errors);
    }

    [TestMethod]
    public async Task Ps_ProcessHangs_ShowsItsMembers()
    {
        using ToolTarget target = ToolTarget.Start(nameof(HangWithAnswer), "dump", "end");

        ChildProcess.Result result = await RunAsync(target, "ps");

        Assert.AreEqual(0, result.ExitCode, $"{result}");
        string[] lines = [.. result.Output.Split('\n').Select(static line => line.TrimEnd())];
        Assert.AreEqual("orders (4711), Baton 0.1.0, up 2 h 13 min", lines[0]);
        Assert.AreEqual("DEADLOCK  f12 'charge' and f31 'ship' wait for each other.", lines[1]);
        Assert.AreEqual("pool app: 12 of 64 threads, 1 idle, 3 in line", lines[2]);
        Assert.AreEqual("KEY KIND NAME STATUS FOR SCHEDULER WAIT", Squeeze(lines[3]));
        Assert.AreEqual("f12 frame charge Waiting 41.2 s orders of f31", Squeeze(lines[4]));
        Assert.AreEqual("w2 work Running 2.8 s", Squeeze(lines[5]));
        Assert.AreEqual("f4 frame worker 0 Running orders", Squeeze(lines[6]), "how long it has had its thread is not how long it runs");
        Assert.AreEqual("c8 coroutine Running", Squeeze(lines[7]));
        Assert.AreEqual("c7 coroutine Suspended", Squeeze(lines[8]));
    }

    [TestMethod]
    public async Task Top_Piped_PrintsOneTableBelowTheOther()
    {
        using ToolTarget target = ToolTarget.Start(nameof(HangWithAnswer), "dump", "end");

        ChildProcess.Result result = await RunAsync(target, "top --count 2 --every 0.01");

        Assert.AreEqual(0, result.ExitCode, $"{result}");
        Assert.AreEqual(2, result.Output.Split("KEY ").Length - 1);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [TestMethod]
    public async Task Json_LongDump_IsWhole()
    {
        using ToolTarget target = ToolTarget.Start(nameof(HangWithAnswer), "long", "end");

        ChildProcess.Result result = await RunAsync(target, "json");

        Assert.AreEqual(0, result.ExitCode, result.Errors);
        Assert.AreEqual(Long, result.Output);
    }

    [TestMethod]
    [DataRow("failed", "the disk is full of water")]
    [DataRow("lost", "parts of it are lost")]
    public async Task Tree_DumpIsNotWhole_IsTold(string ending, string message)
    {
        using ToolTarget target = ToolTarget.Start(nameof(HangWithAnswer), "echo", ending);

        ChildProcess.Result result = await RunAsync(target, "tree");

        Assert.AreEqual(ExitCode.CutOff, result.ExitCode, $"{result}");
        Assert.Contains(message, result.Errors);
        Assert.StartsWith("asked:", result.Output);
    }

    [TestMethod]
    public async Task Tree_ProcessEndsInTheMiddle_PrintsWhatHasCome()
    {
        using ToolTarget target = ToolTarget.Start(nameof(HangWithAnswer), "echo", "exit");

        ChildProcess.Result result = await RunAsync(target, "tree");

        Assert.AreEqual(ExitCode.CutOff, result.ExitCode, $"{result}");
        Assert.StartsWith("asked:", result.Output);
    }

    [TestMethod]
    public async Task Ps_WithoutANumber_ListsProcesses()
    {
        using ToolTarget target = ToolTarget.Start(nameof(HangWithoutBaton));

        ChildProcess.Result result = await ChildProcess.RunProgramAsync(Tool, "ps");

        Assert.AreEqual(0, result.ExitCode, $"{result}");
        string own = OperatingSystem.IsLinux() ? $" {nameof(HangWithoutBaton)}" : string.Empty;
        Assert.Contains(
            line => line.StartsWith($"{target.Id,10}  ", StringComparison.Ordinal) && line.Contains(own, StringComparison.Ordinal),
            result.Output.Split('\n'));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Ps_SocketOfAnEarlierProcessWithTheNumber_IsNotListed()
    {
        using ToolTarget target = ToolTarget.StartProgram("sleep", "100");
        string socket = Path.Combine(Path.GetTempPath(), $"dotnet-diagnostic-{target.IdText}-1-socket");
        using Cleanup cleanUp = new(() => File.Delete(socket));
        await File.WriteAllTextAsync(socket, string.Empty);
        Assert.Contains(target.Id, DiagnosticsClient.GetPublishedProcesses());

        ChildProcess.Result result = await ChildProcess.RunProgramAsync(Tool, "ps");

        Assert.DoesNotContain($"{target.Id,10}  ", result.Output);
    }

    [TestMethod]
    [DataRow("/usr/share/dotnet/dotnet\0/app/orders.dll\0--urls\0http://*\0", "dotnet /app/orders.dll --urls http://*")]
    [DataRow("/app/orders\0", "orders")]
    [DataRow("/app/a\u001b[2J\0", "a?[2J")]
    [DataRow("", null)]
    public void Words_OfACommandLine_AreALine(string arguments, string? line) =>
        Assert.AreEqual(line, CommandLine.Words(arguments));

    [TestMethod]
    [DataRow("--help", "baton [command]")]
    [DataRow("tree --help", "baton tree <pid>")]
    [DataRow("--version", "0.1.0")]
    public async Task Tool_AskedForHelp_NamesItselfAsUsersTypeIt(string line, string text)
    {
        ChildProcess.Result result = await ChildProcess.RunProgramAsync(Tool, line.Split(' '));

        Assert.AreEqual(0, result.ExitCode, $"{result}");
        Assert.Contains(text, result.Output);
        Assert.DoesNotContain("Baton.Tool", result.Output);
    }

    [TestMethod]
    public async Task Ps_ProcessWithoutBaton_IsTold()
    {
        using ToolTarget target = ToolTarget.Start(nameof(HangWithoutBaton));

        await AssertRefusal(target, ["--timeout", "1"], ExitCode.NoBaton, "has no Baton in it");
    }

    [TestMethod]
    public async Task Ps_NoSuchProcess_IsTold()
    {
        ChildProcess.Result result = await ChildProcess.RunProgramAsync(
            Tool, "ps", int.MaxValue.ToString(CultureInfo.InvariantCulture));

        Assert.AreEqual(ExitCode.NoProcess, result.ExitCode, $"{result}");
        Assert.AreEqual("There is no process 2147483647.\n", result.Errors);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Ps_ProcessThatIsNotDotNet_IsTold()
    {
        using ToolTarget target = ToolTarget.StartProgram("sleep", "100");

        await AssertRefusal(target, [], ExitCode.NotDotNet, "is no .NET process");
    }

    [TestMethod]
    public async Task Ps_ProcessOfAnotherUser_IsTold()
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/setpriv"))
        {
            Assert.Inconclusive("takes the system's administrator, and setpriv");
        }

        using ToolTarget target = ToolTarget.Start(nameof(HangWithoutBaton));

        ChildProcess.Result result = await ChildProcess.RunProgramAsync(
            "/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Tool, "ps", target.IdText);

        Assert.AreEqual(ExitCode.NotPermitted, result.ExitCode, $"{result}");
        Assert.Contains("belongs to another user", result.Errors);
    }

    [TestMethod]
    [DataRow("ps x", "'x' is no number of a process.")]
    [DataRow("dump 99999999999", "'99999999999' is no number of a process.")]
    [DataRow("tree", "tree")]
    [DataRow("graph 1 --format png", "png")]
    [DataRow("top 1 --every 0", "--every is above 0")]
    [DataRow("ps 1 --timeout -1", "--timeout is above 0")]
    [DataRow("pss 1", "pss")]
    public async Task Tool_WrongCommandLine_IsTold(string line, string words)
    {
        ChildProcess.Result result = await ChildProcess.RunProgramAsync(Tool, line.Split(' '));

        Assert.AreEqual(ExitCode.Usage, result.ExitCode, $"{result}");
        Assert.Contains(words, result.Errors);
    }

    private static string Long { get; } = string.Concat(Enumerable.Range(0, 100_000).Select(static i => $"line {i}\n"));

    [ChildScenario]
    internal static int HangWithAnswer(string[] arguments)
    {
        using StandInSource source = new(
            asked => arguments[0] switch
            {
                "echo" => $"asked: {asked}\n",
                "long" => Long,
                _ => Dump.ReplaceLineEndings("\n"),
            },
            arguments[1]);
        return Hang();
    }

    [ChildScenario]
    internal static int HangWithoutBaton(string[] _) => Hang();

    /// <summary>All threads of the .NET pool are blocked, and so is the main thread.</summary>
    internal static int Hang()
    {
        ThreadPool.SetMinThreads(2, 2);
        ThreadPool.SetMaxThreads(2, 2);
        using CountdownEvent blocked = new(2);
        for (int i = 0; i < 2; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    blocked.Signal();
                    Thread.Sleep(Timeout.Infinite);
                },
                null);
        }

        blocked.Wait();
        Console.WriteLine(ToolTarget.Ready);
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static Task<ChildProcess.Result> RunAsync(ToolTarget target, string command)
    {
        string[] words = command.Split(' ');
        return ChildProcess.RunProgramAsync(Tool, [words[0], target.IdText, .. words.Skip(1)]);
    }

    private static async Task AssertRefusal(ToolTarget target, string[] arguments, int exitCode, string message)
    {
        ChildProcess.Result result = await ChildProcess.RunProgramAsync(Tool, ["ps", target.IdText, .. arguments]);

        Assert.AreEqual(exitCode, result.ExitCode, $"{result}");
        Assert.Contains(message, result.Errors);
        Assert.AreEqual(string.Empty, result.Output);
    }

    private static string Squeeze(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
