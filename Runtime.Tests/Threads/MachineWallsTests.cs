using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Baton.Tests;

/// <summary>
/// Walls of the system, each in a process of its own: coroutines are refused in time, and then some twenty threads of other code at once,
/// and a child process, can still be started.
/// </summary>
[TestClass]
[BesideOthers]
[OSCondition(OperatingSystems.Linux)]
public sealed class MachineWallsTests
{
    private static readonly List<Coroutine<int>> s_all = []; // keeps them suspended; one thread of a child uses it

    private static int s_users; // how many have been given to runs; interlocked

    private const string AsUser = "setpriv --reuid=$U --regid=$U --clear-groups";

    [TestMethod]
    [DataRow(900)]
    [DataRow(3000)]
    [DataRow(8000)]
    public async Task Resume_OthersTakeTheMapsBetweenTwoLooks_IsRefusedInTime(int left)
    {
        if (int.Parse(File.ReadAllText("/proc/sys/vm/max_map_count"), CultureInfo.InvariantCulture) > 200_000)
        {
            Assert.Inconclusive("too many maps to take");
        }

        AssertRefusedInTime(await ChildProcess.RunAsync(nameof(FillAfterOthersTookMaps), $"{left}"));
    }

    [TestMethod]
    [DataRow("ulimit -u 400; exec $AS \"$@\"", DisplayName = "an ordinary user's limit")]
    [DataRow("ulimit -u 100; exec $AS \"$@\"", DisplayName = "a small limit")]
    [DataRow("ulimit -u 400; exec $AS unshare -U -r \"$@\"", DisplayName = "root of a user namespace")]
    [DataRow("ulimit -u 400; exec $AS unshare -U -r unshare -U -r \"$@\"", DisplayName = "root of a namespace in a namespace")]
    [DataRow("ulimit -u 400; exec $AS unshare -U \"$@\"", DisplayName = "nobody in a user namespace")]
    [DataRow("ulimit -Su 400; exec $AS unshare -U -r bash -c 'ulimit -Su hard; exec \"$@\"' bash \"$@\"",
        DisplayName = "its creator's limit")]
    [DataRow("ulimit -u 400; exec $AS bash -c '$MANY unshare -U -r -p -f --mount-proc \"$@\"; $END' bash \"$@\"",
        DisplayName = "hidden processes")]
    [DataRow("ulimit -u 400; exec $AS bash -c '$MANY unshare -U -r \"$@\"; $END' bash \"$@\"", DisplayName = "other processes of the user")]
    public async Task Resume_LimitOfTheUser_IsRefusedInTime(string stage)
    {
        // Each run has a user of its own, so that nothing else counts.
        string user = $"{70_000 + (Environment.ProcessId * 16) + Interlocked.Increment(ref s_users)}";
        string script = stage
            .Replace("$AS", Environment.IsPrivilegedProcess ? AsUser : string.Empty, StringComparison.Ordinal)
            .Replace("$U", user, StringComparison.Ordinal);
        RequirePermission(script.Replace("$MANY", string.Empty, StringComparison.Ordinal).Replace("$END", ":", StringComparison.Ordinal));
        script = script
            .Replace("$MANY", "i=0; while [ $i -lt 150 ]; do sleep 60 & i=$((i+1)); done;", StringComparison.Ordinal)
            .Replace("$END", "code=$?; kill $(jobs -p); exit $code", StringComparison.Ordinal);

        ChildProcess.Result result = await ChildProcess.RunUnderAsync(["bash", "-c", script, "bash"], nameof(FillTwice));

        AssertRefusedInTime(result);
    }

    [TestMethod]
    [DataRow("600000")]
    [DataRow("400000")]
    public async Task Resume_SmallHeap_RunsAndIsRefusedInTime(string limit)
    {
        string[] command = ["env", $"DOTNET_GCHeapHardLimit=0x{limit}"];

        AssertRefusedInTime(await ChildProcess.RunUnderAsync(command, nameof(FillTwice)));
    }

    [TestMethod]
    public async Task MaxThreads_BusyWhenFirstAskedFor_IsMeasuredAgain()
    {
        if (int.Parse(File.ReadAllText("/proc/sys/vm/max_map_count"), CultureInfo.InvariantCulture) > 200_000)
        {
            Assert.Inconclusive("too many maps to take");
        }

        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(RunAfterABusyMoment));

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    internal static int FillAfterOthersTookMaps(string[] arguments)
    {
        Create().Resume(); // takes a look
        TakeMaps(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        Fill();
        return StartOthers();
    }

    [ChildScenario]
    internal static int FillTwice(string[] _)
    {
        Console.WriteLine(new string(' ', 1)); // what the console needs is there before room is scarce
        int first = Fill();
        int others = StartOthers();
        if (first == 0 || others != 0)
        {
            return 2 + others;
        }

        Fill(); // what is free now is not for the pools
        return StartOthers();
    }

    [ChildScenario]
    internal static int RunAfterABusyMoment(string[] _)
    {
        (nint maps, nint size) = TakeMaps(leave: 1000);
        int busy = CoroutineThreadPool.Shared.MaxThreads;
        bool isRefused = Fill() == 0;
        bool isFree = Unmap(maps, size) == 0;
        Eventually.True(() => CoroutineThreadPool.Shared.MaxThreads >= 500, "the machine is looked at again");
        List<Coroutine<int>> suspended = [.. Enumerable.Range(0, 200).Select(number => Create())];
        suspended.ForEach(coroutine => coroutine.Resume());
        Console.WriteLine($"{busy} while busy, and {CoroutineThreadPool.Shared.MaxThreads}");
        return busy < 100 && isRefused && isFree ? 0 : 2;
    }

    private static void AssertRefusedInTime(ChildProcess.Result result)
    {
        Assert.AreEqual(0, result.ExitCode, result.ToString());
        Assert.Contains("refused", result.Output);
    }

    // Where namespaces or other users are forbidden there is nothing to test.
    private static void RequirePermission(string script)
    {
        using Process tried = Process.Start(new ProcessStartInfo("bash", ["-c", script, "bash", "true"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        tried.WaitForExit();
        if (tried.ExitCode != 0)
        {
            Assert.Inconclusive($"not permitted here: {tried.StandardError.ReadToEnd()}");
        }
    }

    private static Coroutine<int> Create() => Coroutine.Create<int>(yielder =>
    {
        yielder.Suspend(1);
        return 0;
    });

    private static int Fill()
    {
        List<Coroutine<int>> suspended = [];
        try
        {
            while (true)
            {
                Coroutine<int> coroutine = Create();
                coroutine.Resume();
                suspended.Add(coroutine);
            }
        }
        catch (CoroutineLimitException limit)
        {
            s_all.AddRange(suspended);
            Console.WriteLine($"refused after {s_all.Count}: {limit.Message}");
            return suspended.Count;
        }
    }

    private static int StartOthers()
    {
        using ManualResetEvent end = new(false);
        List<Thread> threads = [];
        for (int i = 0; i < 20; i++)
        {
            Thread thread = new(() => end.WaitOne());
            thread.Start();
            threads.Add(thread);
        }

        using Process process = Process.Start("true");
        process.WaitForExit();
        end.Set();
        threads.ForEach(thread => thread.Join());
        return process.ExitCode;
    }

    /// <summary>As files, code or threads of the program's own would.</summary>
    private static (nint Start, nint Size) TakeMaps(int leave)
    {
        const int Page = 4096;
        const int PrivateAnonymousUnreserved = 0x4022;
        int limit = int.Parse(File.ReadAllText("/proc/sys/vm/max_map_count"), CultureInfo.InvariantCulture);
        int pages = limit - File.ReadLines("/proc/self/maps").Count() - leave;
        nint start = Map(0, (nint)Page * pages, 0, PrivateAnonymousUnreserved, -1, 0);
        for (int i = 0; i < pages; i += 2)
        {
            _ = Protect(start + ((nint)Page * i), Page, 1);
        }

        return (start, (nint)Page * pages);
    }

    [DllImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Map(nint address, nint size, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Unmap(nint address, nint size);

    [DllImport("libc", EntryPoint = "mprotect")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Protect(nint address, nint size, int protection);
}
