using System.Globalization;
using System.Runtime.InteropServices;

namespace Baton.Tests;

/// <summary>The real walls, in a process of its own: there, one thread too many is an abort, not an exception.</summary>
[TestClass]
[DoNotParallelize] // it takes all the threads that the machine has
[OSCondition(OperatingSystems.Linux)]
public sealed class MachineLimitTests
{
    private const int MostThreadsToTry = 20_000;

    [TestMethod]
    [TestProperty("Conformance", "LUA-13")]
    [TestProperty("Conformance", "BATON-8")]
    public async Task Resume_CoroutinesWithoutEnd_PoolRefusesBeforeTheMachineDoes()
    {
        int holds = CoroutineThreadPool.Shared.MaxThreads;
        if (holds > MostThreadsToTry)
        {
            Assert.Inconclusive($"this machine holds {holds} threads: too many to try");
        }

        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(SuspendWithoutEnd));

        Assert.AreEqual(0, result.ExitCode, result.ToString());
        Assert.Contains("refused", result.Output);
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-8")]
    public async Task Resume_SystemRefusesToStartThreads_LimitTellsWhyAndLaterOnesWork()
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(RunOutOfAddressSpace));

        Assert.AreEqual(0, result.ExitCode, result.ToString());
        Assert.Contains(nameof(OutOfMemoryException), result.Output);
    }

    [TestMethod]
    public async Task Resume_SharedPoolCannotBeMeasuredForWantOfFiles_WorksOnceThereAreFiles()
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(RunOutOfFiles));

        Assert.AreEqual(0, result.ExitCode, result.ToString());
        Assert.Contains("failed: CoroutineLimitException", result.Output);
    }

    [ChildScenario]
    internal static int RunOutOfFiles(string[] _)
    {
        // What the library and the runtime load on the way, messages included, is loaded while there are files.
        using CoroutineThreadPool warm = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
        Create(new CoroutineOptions { ThreadPool = warm }).Resume();
        Console.WriteLine($"warm: {Fail(() => File.OpenRead("/does/not/exist"))}, {Fail(() => File.OpenRead("/"))}");
        Coroutine<int> coroutine = Create(new CoroutineOptions());
        if (GetLimit(ResourceLimit.Files, out ResourceLimit files) != 0 || SetLimit(ResourceLimit.Files, files with { Soft = 0 }) != 0)
        {
            return 2;
        }

        string failure = Fail(() => coroutine.Resume());
        if (SetLimit(ResourceLimit.Files, files) != 0)
        {
            return 3;
        }

        Console.WriteLine($"failed: {failure}");
        return coroutine.Resume() == 1 && coroutine.Resume() == 2 ? 0 : 4;
    }

    private static string Fail(Action action)
    {
        try
        {
            action();
            return "not at all";
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or CoroutineLimitException { InnerException: IOException })
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }

    [ChildScenario]
    internal static int SuspendWithoutEnd(string[] _) => FillAndRecover(CoroutineThreadPool.Shared, limit => limit.InnerException is null);

    [ChildScenario]
    internal static int RunOutOfAddressSpace(string[] _)
    {
        // Some large stacks fit, and when the next does not, there is still plenty for everything else.
        const long StackSize = 1L << 30;
        string size = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmSize:", StringComparison.Ordinal));
        long used = long.Parse(size.Where(char.IsAsciiDigit).ToArray(), CultureInfo.InvariantCulture) * 1024;
        ulong bound = (ulong)(used + (5 * StackSize) + (StackSize / 2));
        ResourceLimit limit = new() { Soft = bound, Hard = bound };
        if (SetLimit(ResourceLimit.AddressSpace, limit) != 0)
        {
            Console.WriteLine("the limit could not be set");
            return 2;
        }

        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { StackSize = (int)StackSize });
        return FillAndRecover(pool, refusal => refusal.InnerException is OutOfMemoryException);
    }

    /// <summary>Suspends coroutines until the pool refuses, disposes some, and goes on with new ones.</summary>
    private static int FillAndRecover(CoroutineThreadPool pool, Predicate<CoroutineLimitException> isExpected)
    {
        CoroutineOptions options = new() { ThreadPool = pool };
        Stack<Coroutine<int>> suspended = new();
        Coroutine<int> coroutine = Create(options);
        while (true)
        {
            try
            {
                coroutine.Resume();
                suspended.Push(coroutine);
                coroutine = Create(options);
            }
            catch (CoroutineLimitException limit)
            {
                Console.WriteLine($"refused after {suspended.Count}: {limit}");
                if (!isExpected(limit) || coroutine.Status != CoroutineStatus.Created || limit.LiveThreads != suspended.Count)
                {
                    return 3;
                }

                break;
            }
        }

        for (int i = 0; i < 3; i++)
        {
            suspended.Pop().Dispose();
        }

        return coroutine.Resume() == 1 && coroutine.Resume() == 2 ? 0 : 4;
    }

    private static Coroutine<int> Create(CoroutineOptions options) => Coroutine.Create<int>(
        yielder =>
        {
            yielder.Suspend(1);
            return 2;
        },
        options);

    [DllImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int resource, in ResourceLimit limit);

    [DllImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, out ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        internal const int Files = 7; // RLIMIT_NOFILE on Linux
        internal const int AddressSpace = 9; // RLIMIT_AS

        internal ulong Soft;
        internal ulong Hard;
    }
}
